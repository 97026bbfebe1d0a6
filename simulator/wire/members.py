"""The objects of the Bot API that concern chats as a whole: their facts and their members."""

from simulator.model import JSON, Chat, Group, Person
from simulator.wire import shapes

MAX_REACTIONS = 11  # what Telegram says of every chat
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
CLOSED_RIGHTS = ("can_be_edited", "is_anonymous", "can_promote_members", "can_manage_video_chats")
OPEN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_restrict_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def full_info(of: Chat, bot: JSON) -> JSON:
    """A ChatFullInfo."""
    facts: JSON = {"accent_color_id": abs(of.id) % 7, "max_reaction_count": MAX_REACTIONS}
    facts |= shapes.chat(of) | {"accepted_gift_types": dict.fromkeys(GIFTS, isinstance(of, Person))}
    if isinstance(of, Group):
        facts["permissions"] = dict.fromkeys(PERMISSIONS, True)
    if of.pinned:
        facts["pinned_message"] = shapes.message(of.messages[of.pinned[-1]], bot, nested=True)
    return facts


def status_of(group: Group, user_id: int, bot_id: int) -> str:
    """The ChatMember status of somebody: creator, administrator, member, left or kicked."""
    if user_id == bot_id:
        return group.presence
    if user_id not in group.members:
        return "left"
    if user_id == group.members[0]:
        return "creator"
    return "administrator" if user_id in group.administrators else "member"


def member(of: JSON, status: str, *, forum: bool = False) -> JSON:
    """A ChatMember; `of` is a User."""
    answer: JSON = {"user": of, "status": status}
    if status == "creator":
        return answer | {"is_anonymous": False}
    if status == "administrator":
        rights = dict.fromkeys(CLOSED_RIGHTS, False) | dict.fromkeys(OPEN_RIGHTS, True)
        return answer | rights | {"can_manage_topics": forum, "can_send_welcome_messages": False}
    return answer | ({"until_date": 0} if status == "kicked" else {})


def change(of: Chat, by: JSON, who: JSON, before: str, after: str, at: int) -> JSON:
    """A ChatMemberUpdated about `who`; `by` and `who` are Users, `at` is in Unix seconds."""
    forum = isinstance(of, Group) and of.forum
    return {
        "chat": shapes.chat(of),
        "from": by,
        "date": at,
        "old_chat_member": member(who, before, forum=forum),
        "new_chat_member": member(who, after, forum=forum),
    }
