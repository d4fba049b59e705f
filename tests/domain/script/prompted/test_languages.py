"""Texts in a language that was not asked for; never a false alarm."""

import pytest

from domain.script.prompted.languages import is_in_another_language, language_name

TEXTS = {
    "en": "The keeper of the light wound up the clockwork every four hours, and it was this that turned the lens. "
    "What do you see from a ship that is far out? You see a flash, and the rhythm of it tells you where you are.",
    "de": "Der Wärter zog das Uhrwerk alle vier Stunden auf, und das war es, was die Linse drehte. Was sieht man von "
    "einem Schiff, das weit draußen ist? Man sieht ein Blitzen, und der Takt sagt einem, wo man sich befindet.",
    "fr": "Le gardien remontait le mécanisme toutes les quatre heures, et c'est lui qui faisait tourner la lentille. "
    "Que voit-on d'un navire qui est au large ? On voit un éclat, et le rythme nous dit dans quelle baie on est.",
    "es": "El guardián daba cuerda al mecanismo cada cuatro horas, y era eso lo que hacía girar la lente. ¿Qué se ve "
    "desde un barco que está lejos? Se ve un destello, y el ritmo dice en qué parte de la costa se está.",
    "it": "Il guardiano caricava il meccanismo ogni quattro ore, ed era questo che faceva girare la lente. Che cosa si "
    "vede da una nave che è al largo? Si vede un lampo, e il ritmo dice in quale parte della costa si è.",
    "pt": "O guarda dava corda ao mecanismo de quatro em quatro horas, e era isso que fazia girar a lente. O que se vê "
    "de um navio que está ao largo? Vê-se um clarão, e o ritmo diz em que parte da costa se está.",
    "nl": "De wachter wond het uurwerk om de vier uur op, en dat was het wat de lens liet draaien. Wat zie je van een "
    "schip dat ver op zee is? Je ziet een flits, en het ritme zegt je waar je je op dat moment bevindt.",
    "sv": "Väktaren drog upp urverket var fjärde timme, och det var det som fick linsen att vrida sig. Vad ser man "
    "från ett fartyg som är långt ute? Man ser en blixt, och rytmen säger en var man är på kusten.",
    "pl": "Strażnik nakręcał mechanizm co cztery godziny i to właśnie on obracał soczewkę. Co widać ze statku, który "
    "jest daleko na morzu? Widać błysk, a jego rytm mówi, w której części wybrzeża się znajdujemy, choć jest noc.",
    "ca": "El guardià donava corda al mecanisme cada quatre hores, i era això el que feia girar la lent. Què es veu "
    "des d'un vaixell que és lluny? Es veu un llampec, i el ritme diu en quina part de la costa ens trobem.",
    "ru": "Смотритель заводил механизм каждые четыре часа, и именно он вращал линзу. Что видно с корабля, который "
    "далеко в море? Видна вспышка, и её ритм говорит, где вы находитесь.",
    "ja": "灯台守は四時間ごとに時計仕掛けを巻き上げ、それがレンズを回していました。沖の船からは何が見えるのでしょうか。"
    "光が見え、そのリズムが、あなたが海岸のどこにいるのかを教えてくれるのです。とても静かな夜でも、嵐の夜でも、同じことでした。",
}


@pytest.mark.parametrize("asked", [*TEXTS, "en-GB", "da", "gl", "xx"])
@pytest.mark.parametrize("written", list(TEXTS))
def test_only_certain_cases_are_reported(written: str, asked: str) -> None:
    wrong = is_in_another_language(TEXTS[written], asked)
    if asked.partition("-")[0] == written:
        assert not wrong
    if written == "en" and asked != "en-GB":
        assert wrong == (asked != "en")
    if {written, asked} <= {"en", "de", "fr", "es", "ru", "ja"}:
        assert wrong == (written != asked)
    if asked in ("gl", "da", "xx") and written != "en" and written not in ("ru", "ja"):
        assert not wrong  # nothing is known of that language


@pytest.mark.parametrize(
    "text", ["", "Bees dance.", "Die Bienen tanzen in der Luft.", "7 8 9 " * 100, TEXTS["en"] + TEXTS["de"]]
)
def test_short_and_mixed_texts_pass(text: str) -> None:
    assert not is_in_another_language(text, "en")


def test_foreign_names_and_quotations_do_no_harm() -> None:
    text = "The motto was “der Weg und das Ziel”, and von der Leyen of the Haus der Kunst in Berlin is said to have it."
    assert not is_in_another_language(f"{TEXTS['en']} {text}", "en")


def test_names_of_languages() -> None:
    assert language_name("de-AT") == "German (de-AT)"
    assert language_name("gsw") == "“gsw”"
