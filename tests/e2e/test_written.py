"""What a language model and a vendor's voices make of sources that are odd: tiny, huge, in ten languages."""

import json

import httpx2
import pytest

from tests.durability.conftest import running, stack, vendor
from tests.durability.stack import Stack
from tests.e2e.http_user import Json

__all__ = ["running", "stack", "vendor"]

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(180)]

LIGHTHOUSES = {
    "de": "Der Leuchtturm wurde nützlich, als man ihn von anderen unterscheiden konnte. Im Jahr 1823 baute Fresnel "
    "seine Linse, die das Licht von 12 Lampen bündelte. Die Wärter schrieben jeden Abend das Wetter auf.",
    "fr": "Le phare devint utile quand on put le distinguer des autres. En 1823, Fresnel construisit sa lentille, qui "
    "rassemblait la lumière de douze lampes. Les gardiens notaient chaque soir le temps qu'il faisait.",
    "es": "El faro fue útil cuando se pudo distinguir de los demás. En 1823 Fresnel construyó su lente, que reunía la "
    "luz de doce lámparas. Los guardianes anotaban cada noche el tiempo que hacía.",
    "it": "Il faro divenne utile quando si poté distinguerlo dagli altri. Nel 1823 Fresnel costruì la sua lente, che "
    "raccoglieva la luce di dodici lampade. I guardiani annotavano ogni sera il tempo.",
    "pt": "O farol tornou-se útil quando se pôde distingui-lo dos outros. Em 1823 Fresnel construiu a sua lente, que "
    "reunia a luz de doze lâmpadas. Os faroleiros anotavam todas as noites o tempo que fazia.",
    "pl": "Latarnia stała się użyteczna, gdy można ją było odróżnić od innych. W roku 1823 Fresnel zbudował swoją "
    "soczewkę, która skupiała światło dwunastu lamp. Latarnicy każdego wieczoru zapisywali pogodę.",
    "ru": "Маяк стал полезен, когда его можно было отличить от других. В 1823 году Френель построил свою линзу, "
    "которая собирала свет двенадцати ламп. Смотрители каждый вечер записывали погоду.",
    "ja": "灯台は、ほかの灯台と見分けがつくようになって役に立つようになった。1823年、フレネルは十二個のランプの"
    "光を集めるレンズを作った。灯台守は毎晩天気を書きとめた。",
    "zh": "灯塔能与其他灯塔区分开来，才变得有用。1823年，菲涅耳制造了他的透镜，把十二盏灯的光聚集在一起。守塔人"
    "每天晚上记录天气，却没有人读他们的簿子。",
    "ar": "أصبحت المنارة مفيدة عندما صار من الممكن تمييزها عن غيرها. في عام 1823 صنع فرينل عدسته التي جمعت ضوء "
    "اثني عشر مصباحا. كان الحراس يكتبون حالة الطقس كل مساء.",
}
LAMP = (
    "Lamp {0} of the harbour was lit in {1} by keeper number {2}, who wrote about the storm of that year in his book. "
    "It burned {3} litres of oil a night, and sailors saw it from {4} miles away."
)
ONE_SENTENCE = (
    "The lighthouse of Arven was built in 1823 by twelve masons who had never seen the sea, and it has burned every "
    "night since then without any pause."
)


def lamps(count: int) -> str:
    """Of 3,600, three hundred pages."""
    return " ".join(LAMP.format(n, 1700 + n % 300, 7 * n + 3, n % 50 + 10, n % 20 + 5) for n in range(count))


def ended(stack: Stack, text: str, **fields: object) -> Json:
    """The status of a podcast when it ended, or waits for a person."""
    body = {"sources": [{"type": "text", "title": "Lighthouses", "text": text}], "duration_minutes": 1, **fields}
    answer = stack.http.post("/podcasts", json=body)
    assert answer.status_code == 202, answer.text
    status: Json = answer.json()
    with stack.http.stream("GET", f"/podcasts/{status['podcast_id']}/events", timeout=120) as events:
        for line in events.iter_lines():
            if line.startswith("data:"):
                status = json.loads(line.removeprefix("data:"))
                if status["attention"]:
                    break
    return status


def script_of(stack: Stack, status: Json) -> Json:
    answer: httpx2.Response = stack.http.get(f"/podcasts/{status['podcast_id']}/script").raise_for_status()
    script: Json = answer.json()
    return script


@pytest.mark.parametrize("language", LIGHTHOUSES)
def test_ten_languages(stack: Stack, language: str) -> None:
    """Every sentence comes again with other years, so that there is enough to say."""
    text = " ".join(LIGHTHOUSES[language].replace("1823", str(1800 + n)) for n in range(14))
    status = ended(stack, text)
    assert status["status"] == "COMPLETED", status["attention"] or status["error"]
    assert abs(status["duration_seconds"] - 60) <= 20
    script = script_of(stack, status)
    assert script["language"] == language
    assert {turn["speaker"] for turn in script["turns"]} == {"HOST", "EXPERT"}
    assert all(turn["text"].split()[0] in text for turn in script["turns"])


@pytest.mark.parametrize("text", [" . ", "###\n\n---\n", "Lighthouse"])
def test_no_passage_at_all_fails_before_anything_is_paid(stack: Stack, text: str) -> None:
    status = ended(stack, text)
    assert (status["status"], status["error"]["code"]) == ("FAILED", "no_usable_text")
    assert status["usage"]["llm_input_tokens"] == 0


def test_two_sentences_make_a_shorter_episode_that_says_so(stack: Stack) -> None:
    status = ended(stack, f"{ONE_SENTENCE} {lamps(1)}", duration_minutes=2)
    assert status["status"] == "COMPLETED", status["attention"] or status["error"]
    assert status["duration_seconds"] < 60
    assert "source_too_short" in {warning["code"] for warning in status["warnings"]}


def test_one_sentence_is_enough_for_one_voice_and_a_person_decides(stack: Stack) -> None:
    status = ended(stack, ONE_SENTENCE, duration_minutes=2)
    assert [one["code"] for one in status["attention"]] == ["one_voice"], status


def test_three_hundred_pages_are_covered_from_beginning_to_end(stack: Stack) -> None:
    status = ended(stack, lamps(3_600), duration_minutes=3)
    assert status["status"] == "COMPLETED", status["attention"] or status["error"]
    assert abs(status["duration_seconds"] - 180) <= 15
    cited = [passage["locator"] for passage in script_of(stack, status)["passages"]]
    assert len(cited) >= 4


def test_speakers_that_are_named_like_numbers_keep_their_voices(stack: Stack) -> None:
    speakers = [{"name": "7", "role": "host"}, {"name": "8", "role": "expert"}]
    status = ended(stack, lamps(30), speakers=speakers)
    assert status["status"] == "COMPLETED", status["attention"] or status["error"]
    assert {turn["speaker"] for turn in script_of(stack, status)["turns"]} == {"7", "8"}


def test_four_speakers_all_speak(stack: Stack) -> None:
    names = {"Ann": "host", "Ben": "expert", "Cem": "expert", "Dee": "expert"}
    speakers = [{"name": name, "role": role} for name, role in names.items()]
    status = ended(stack, lamps(60), duration_minutes=2, style="discussion", speakers=speakers)
    assert status["status"] == "COMPLETED", status["attention"] or status["error"]
    assert {turn["speaker"] for turn in script_of(stack, status)["turns"]} == set(names)
