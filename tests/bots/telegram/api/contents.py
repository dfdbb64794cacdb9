"""What people send besides text, as the Bot API describes it."""

from typing import Any


def _file(name: str, **more: Any) -> dict[str, Any]:
    return {"file_id": f"AgACAgIAAxkBAAI-{name}", "file_unique_id": f"AQAD-{name}", "file_size": 12345, **more}


CONTENTS: dict[str, Any] = {
    "photo": [_file("photo-s", width=90, height=67), _file("photo-m", width=320, height=240)],
    "voice": _file("voice", duration=3, mime_type="audio/ogg"),
    "audio": _file("audio", duration=180, mime_type="audio/mpeg", title="A song"),
    "video": _file("video", duration=9, width=640, height=480, mime_type="video/mp4"),
    "video_note": _file("video_note", duration=5, length=240),
    "sticker": _file(
        "sticker",
        type="regular",
        width=512,
        height=512,
        is_animated=False,
        is_video=False,
        emoji="🙂",
        set_name="Smiles",
    ),
    "document": _file("document", file_name="plan.pdf", mime_type="application/pdf"),
    "location": {"latitude": 51.8985, "longitude": -8.4756},
    "contact": {"phone_number": "+353215550000", "first_name": "Síle"},
    "dice": {"emoji": "🎲", "value": 4},
    "poll": {
        "id": "5404870086340755457",
        "question": "Where shall we meet?",
        "options": [
            {"persistent_id": "0", "text": "At the library", "voter_count": 0},
            {"persistent_id": "1", "text": "At the town hall", "voter_count": 0},
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    },
}
WITH_CAPTION = {"photo", "voice", "audio", "video", "document"}
