"""The small parts: stretching, joining, the rewritten network, the spelling of phonemes."""

import numpy as np
import pytest

from adapters.local.tempo import stretched
from adapters.local.timbre import Spectra, Timbre, retimbred

onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("hibari")

from adapters.local.graph import with_noise_inputs  # noqa: E402  # only where the voices are installed
from adapters.local.phonemes import in_espeak_spelling  # noqa: E402
from adapters.local.speakers import joined, pcm  # noqa: E402

RATE = 24_000


def tone(hertz: float, seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


@pytest.mark.parametrize("factor", [0.6, 0.77, 1.15, 1.5])
def test_stretching_keeps_pitch_and_level(factor: float) -> None:
    sound = tone(150, 1.0)
    out = stretched(sound, rate=RATE, factor=factor)
    assert out.size == round(sound.size * factor)
    middle = out[out.size // 4 : -out.size // 4]
    crossings = np.count_nonzero((middle[:-1] < 0) & (middle[1:] >= 0))
    assert crossings / (middle.size / RATE) == pytest.approx(150, rel=0.03)
    assert np.abs(middle).max() == pytest.approx(0.5, rel=0.05)


def test_nothing_to_stretch_is_left_alone() -> None:
    sound = tone(150, 0.5)
    assert stretched(sound, rate=RATE, factor=1.0) is sound
    assert stretched(sound[:50], rate=RATE, factor=1.3).size == 50


def test_sentences_are_joined_by_silence_and_silent_ones_left_out() -> None:
    sound = tone(150, 0.1)
    out = joined([sound, sound[:0], sound], gap=100)
    assert out.size == 2 * sound.size + 100
    assert not out[sound.size : sound.size + 100].any()
    assert joined([], gap=100).size == 0


def test_samples_above_full_scale_are_turned_down_not_cut() -> None:
    loud = np.frombuffer(pcm(tone(150, 0.2) * 4), "<i2")
    assert np.abs(loud).max() == pytest.approx(0.89 * 32767, abs=2)
    assert np.count_nonzero(np.abs(loud) == np.abs(loud).max()) < loud.size / 20


def test_phonemes_in_the_spelling_the_voice_learned() -> None:
    assert in_espeak_spelling("wˌi sˈi ðə məʃˈin — hˈæpi wˈɜɹk, dˈA.") == "wˌiː sˈiː ðə məʃˈiːn, hˈæpi wˈɜːk, dˈeɪ."


def test_a_file_without_noise_is_given_back_and_garbage_refused() -> None:
    model = bytes([0x08, 0x08, 0x3A, 0x04, 0x12, 0x02, 0x67, 0x31])  # ir_version 8, graph named g1
    rewritten, inputs = with_noise_inputs(model)
    assert inputs == ()
    assert rewritten.startswith(model[:2])
    with pytest.raises(ValueError, match="ONNX"):
        with_noise_inputs(b"\x0b\x00")


def spectra(*, pitch: list[float]) -> Spectra:
    """A filter with one resonance, at bin 100, in as many frames as there are pitches."""
    bins = np.arange(601, dtype=np.float32)[:, None]
    envelope = np.repeat(-((bins - 100) ** 2) / 500, len(pitch), axis=1).astype(np.float32)
    return Spectra(envelope, envelope * 0, envelope, envelope, envelope * 0, np.array(pitch, np.float32))


def test_a_deeper_timbre_lowers_pitch_and_resonance_and_keeps_the_time() -> None:
    deeper = retimbred(spectra(pitch=[0.0, 195.0, 390.0]), Timbre(pitch=0.5, formant=0.8, span=0.5))
    assert deeper.harmonic.shape == (601, 3)
    assert int(deeper.harmonic[:, 0].argmax()) == int(deeper.noise[:, 0].argmax()) == 80
    assert deeper.pitch == pytest.approx([0.0, 97.5, 97.5 * 2**0.5])
    assert deeper.harmonic.dtype == deeper.pitch.dtype == np.float32


def test_a_timbre_of_one_is_the_original() -> None:
    original = spectra(pitch=[0.0, 180.0])
    for before, after in zip(original, retimbred(original, Timbre(pitch=1.0, formant=1.0)), strict=True):
        np.testing.assert_allclose(after, before, rtol=1e-5)
