"""What the model is asked for an outline."""

from domain.script.model import Brief
from domain.script.prompted.prompts.cast import wishes
from domain.script.prompted.prompts.material import in_one_line, language_lines, passage_list, source_list
from domain.script.prompted.prompts.styles import FORMS


def outline_prompt(brief: Brief, *, segments: int) -> str:
    lines = [
        f"Plan an episode of {brief.words} words (about {brief.minutes:g} min) from the passages below.",
        *language_lines(brief),
        f"Segments: exactly {segments}",
        "Together they tell the material from its beginning to its end: the first makes clear what it is about and why "
        "it matters, the last rests on the last part of the material. Every source has its place. Choose what a "
        "listener gains most from; leave out references, acknowledgements, legal notices and navigation.",
        "For each segment:",
        '- "title": two to six words that tell its subject; never “Introduction” or “Conclusion”.',
        '- "summary": one or two sentences: the question it answers, and the answer the passages give.',
        '- "passages": the ids of the passages it rests on, in order. No id in two segments. Give each segment enough: '
        f"it has to fill about {max(1, brief.words // segments)} words without padding.",
    ]
    if (form := FORMS[brief.style]).plan:
        lines.append(form.plan)
    if brief.title:
        lines.append(f"The episode's title is fixed: {in_one_line(brief.title)}")
    else:
        lines.append('The episode\'s "title": three to nine words that say what it is about, without a colon.')
    if brief.topic:
        lines.append(
            f"The listener cares most about: {in_one_line(brief.topic)}. Where the passages speak of it, it leads; "
            "what has nothing to do with it is short or left out."
        )
    end = f"Plan the episode now: {segments} segments, as one JSON object."
    parts = ["\n".join(lines), wishes(brief), source_list(brief), passage_list(brief.corpus.passages), end]
    return "\n\n".join(part for part in parts if part)
