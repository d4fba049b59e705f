"""Names of languages as recognisers say them, in ISO 639-1."""


def _codes(pairs: str) -> dict[str, str]:
    words = pairs.split()
    return dict(zip(words[1::2], words[::2], strict=True))


_CODES = _codes(
    "en english zh chinese de german es spanish ru russian ko korean fr french ja japanese pt portuguese tr turkish "
    "pl polish ca catalan nl dutch sv swedish it italian id indonesian hi hindi fi finnish vi vietnamese "
    "he hebrew uk ukrainian el greek ms malay cs czech ro romanian da danish hu hungarian ta tamil no norwegian "
    "th thai ar arabic ur urdu hr croatian bg bulgarian lt lithuanian la latin ml malayalam cy welsh sk slovak "
    "te telugu fa persian lv latvian bn bengali sr serbian az azerbaijani sl slovenian kn kannada et estonian "
    "mk macedonian eu basque is icelandic hy armenian ne nepali mn mongolian bs bosnian kk kazakh sq albanian "
    "sw swahili gl galician mr marathi pa punjabi si sinhala km khmer so somali af afrikaans ka georgian be belarusian "
    "gu gujarati am amharic lo lao uz uzbek ps pashto mt maltese lb luxembourgish my myanmar tl tagalog jv javanese "
    "yue cantonese"
) | _codes(
    "en eng de deu de ger fr fra fr fre es spa it ita pt por nl nld pl pol ru rus uk ukr cs ces sk slk hu hun ro ron "
    "bg bul hr hrv sr srp sl slv el ell tr tur ar ara he heb hi hin ur urd bn ben ta tam te tel mr mar gu guj kn kan "
    "ml mal pa pan zh zho zh cmn ja jpn ko kor vi vie th tha id ind ms msa tl fil sv swe da dan no nor no nob fi fin "
    "et est lv lav lt lit is isl ga gle cy cym ca cat gl glg eu eus af afr sw swa fa fas"
)


def code_of(language: object) -> str:
    """`english`, `eng` and `en-US` as `en`; what is not known stays as it is."""
    said = str(language or "").strip().casefold().partition("-")[0]
    return _CODES.get(said, said)
