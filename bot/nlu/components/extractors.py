"""Rasa's components around the extractors: one small class a job."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import ages, asking_for, labels, legacy, municipalities
from bot.nlu.components.base import GuidanceExtractor, intent_of
from bot.nlu.entities import Entity

register = DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)


@register
class MunicipalityExtractor(GuidanceExtractor):
    """Municipalities, in any form of the name; see ``bot.nlu.municipalities``."""

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return the municipalities named."""
        return municipalities.extract(text)


@register
class AgeExtractor(GuidanceExtractor):
    """Ages that are plainly stated; see ``bot.nlu.ages``."""

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return the ages stated."""
        return ages.extract(text)


@register
class PhaseExtractor(GuidanceExtractor):
    """Transition phases (nivelvaiheet)."""

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return the phases that the message speaks of."""
        return labels.phases(text)


@register
class PersonExtractor(GuidanceExtractor):
    """For whom the writer asks, and how they want to be met."""

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return for whom, how much help, by which channel, in which language."""
        return [
            *asking_for.extract(text),
            *labels.support_level(text),
            *labels.contact_preference(text),
            *labels.service_languages(text, intent_of(message)),
        ]


@register
class OptionExtractor(GuidanceExtractor):
    """Which of the options just shown is meant, and what is asked of it."""

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return the option's place in the list, and the attribute asked for."""
        return [*labels.option(text, intent_of(message)), *labels.attribute(text)]


@register
class LegacyTermExtractor(GuidanceExtractor):
    """Old words that lead to today's services, as the catalogue lists them."""

    def find(self, text: str, message: Message) -> list[Entity]:
        """Return the keys of the old words."""
        return legacy.extract(text)
