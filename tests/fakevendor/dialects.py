"""How models and their servers give an answer: what stands around it, by the names of their families.

`{draft}` is an earlier version in the model's thoughts, `{answer}` what it settles on.
"""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """`reasoning`: what the server gives beside the content, in the field `field`."""

    content: str
    reasoning: str = ""
    field: str = "reasoning_content"

    def content_of(self, answer: str, draft: str) -> str:
        return self.content.replace("{draft}", draft).replace("{answer}", answer)

    def reasoning_of(self, answer: str, draft: str) -> str:
        return self.reasoning.replace("{draft}", draft).replace("{answer}", answer)


_TURNS = [
    {"speaker": "HOST", "text": "DRAFT, is this too weak a question?", "citations": []},
    {"speaker": "EXPERT", "text": "DRAFT of an answer, to be thrown away.", "citations": []},
]
_SEGMENTS = [{"title": "DRAFT", "summary": "To be thrown away.", "passages": []}]


def draft_for(answer: str) -> str:
    """A whole answer of the same shape that is not meant."""
    return json.dumps({"segments": _SEGMENTS} if '"segments"' in answer else {"turns": _TURNS})


DIALECTS: dict[str, Dialect] = {
    "plain": Dialect("{answer}"),
    "think": Dialect("<think>\nFirst a sketch: {draft} Too weak.\n</think>\n\n{answer}"),
    "thinking": Dialect("<thinking>\n{draft}\n</thinking>\n{answer}"),
    "no opening tag": Dialect("Okay, so a sketch: {draft} I do better.\n</think>\n{answer}"),
    "words before the tag": Dialect("Let me think.\n<think>{draft}</think>\n{answer}"),
    "thought twice": Dialect("<think>{draft}</think>\n<think>Once more: {draft}</think>{answer}"),
    "a tag in the thoughts": Dialect("<think>I close with </think> when done. {draft}\n</think>\n{answer}"),
    "an answer tag": Dialect("<reasoning>{draft}</reasoning><answer>{answer}</answer>\nThe sketch was {draft}"),
    "a namespace": Dialect("<seed:think>{draft}</seed:think>{answer}"),
    "attributes": Dialect('<thought step="1">{draft}</thought>\n{answer}'),
    "capitals in brackets": Dialect("[THINK]{draft}[/THINK]{answer}"),
    "diamonds": Dialect("◁think▷{draft}◁/think▷{answer}"),
    "pipes": Dialect("<|begin_of_thought|>{draft}<|end_of_thought|>\n<|begin_of_solution|>{answer}<|end_of_solution|>"),
    "tokens of a command model": Dialect(
        "<|START_THINKING|>{draft}<|END_THINKING|><|START_RESPONSE|>{answer}<|END_RESPONSE|>"
    ),
    "channels": Dialect(
        "<|channel|>analysis<|message|>{draft}<|end|><|start|>assistant<|channel|>final<|message|>{answer}<|return|>"
    ),
    "a constrained channel": Dialect(
        "<|start|>assistant<|channel|>commentary<|message|>{draft}<|end|>"
        "<|start|>assistant<|channel|>final <|constrain|>json<|message|>{answer}"
    ),
    "channels run together": Dialect("analysisWe need turns. {draft} Fine.assistantfinal{answer}"),
    "a reasoning field": Dialect("{answer}", reasoning="I sketch: {draft}"),
    "another reasoning field": Dialect("{answer}", reasoning="I sketch: {draft}", field="reasoning"),
    "all inside the thoughts": Dialect("<think>A sketch: {draft}\nNow the answer:\n{answer}\n</think>"),
    "thoughts that never end": Dialect("<think>A sketch: {draft}\nNow the answer:\n{answer}"),
    "all in the reasoning field": Dialect("", reasoning="A sketch: {draft} Now the answer: {answer}"),
    "a draft and a final version": Dialect("Draft:\n{draft}\n\nFinal version:\n{answer}"),
}
