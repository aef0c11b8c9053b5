"""Open Referral HSDS 3.0: the catalogue as JSON and as a tabular data package.

``model`` are the tables of the standard, ``writing`` and ``reading`` turn a record
into them and back, ``tabular`` and ``documents`` know the files.
"""
