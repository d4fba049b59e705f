"""What runs in a recognising process: a request names weights, a file and a language; the answer lists the words."""

from typing import Any

from adapters.process.child import Call, serve


def main() -> None:
    serve(_make_call)


def _make_call() -> Call:
    from faster_whisper import WhisperModel  # noqa: PLC0415  # takes seconds: the process is confined by then

    loaded: dict[str, Any] = {}

    def hear(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        weights = request["weights"]
        if weights not in loaded:
            loaded[weights] = WhisperModel(
                weights, device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
            )
        segments, about = loaded[weights].transcribe(
            request["audio"],
            language=request["language"] or None,
            initial_prompt=request["prompt"] or None,
            word_timestamps=True,
            vad_filter=True,
            condition_on_previous_text=False,  # what is carried over from one window to the next begins loops
        )
        words = [(word.word.strip(), word.start, word.end) for segment in segments for word in segment.words or ()]
        return {"words": words, "language": about.language}, b""

    return hear
