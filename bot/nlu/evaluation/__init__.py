"""How well a model understands sentences that nobody trained on."""

from bot.nlu.evaluation.examples import Example, noisy_twins, read_held_out
from bot.nlu.evaluation.measure import Answers, answer, figures

__all__ = [
    "Answers",
    "Example",
    "answer",
    "figures",
    "noisy_twins",
    "read_held_out",
]
