"""The parameters of each method, as https://core.telegram.org/bots/api has them in Bot API 10.0."""

_WHERE = "business_connection_id chat_id message_thread_id"
_OPTIONS = f"{_WHERE} direct_messages_topic_id disable_notification protect_content allow_paid_broadcast"
_SENDING = f"{_OPTIONS} message_effect_id suggested_post_parameters reply_parameters reply_markup"
_CAPTION = "caption parse_mode caption_entities"
_ABOVE = f"{_CAPTION} show_caption_above_media"
_EDITING = "business_connection_id chat_id message_id inline_message_id reply_markup"
_TAKING = "chat_id from_chat_id message_thread_id direct_messages_topic_id disable_notification protect_content"
_PLACE = "latitude longitude"
_TOPIC = "chat_id message_thread_id"

DOCUMENTED = {
    name: frozenset(parameters.split())
    for name, parameters in {
        "getMe": "",
        "getUpdates": "offset limit timeout allowed_updates",
        "setWebhook": "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
        "deleteWebhook": "drop_pending_updates",
        "getWebhookInfo": "",
        "sendMessage": f"{_SENDING} text parse_mode entities link_preview_options",
        "sendPhoto": f"{_SENDING} {_ABOVE} photo has_spoiler",
        "sendDocument": f"{_SENDING} {_CAPTION} document thumbnail disable_content_type_detection",
        "sendVoice": f"{_SENDING} {_CAPTION} voice duration",
        "sendAudio": f"{_SENDING} {_CAPTION} audio duration performer title thumbnail",
        "sendVideo": f"{_SENDING} {_ABOVE} video duration width height thumbnail cover start_timestamp has_spoiler"
        " supports_streaming",
        "sendAnimation": f"{_SENDING} {_ABOVE} animation duration width height thumbnail has_spoiler",
        "sendMediaGroup": f"{_OPTIONS} message_effect_id reply_parameters media",
        "sendLocation": f"{_SENDING} {_PLACE} horizontal_accuracy live_period heading proximity_alert_radius",
        "sendVenue": f"{_SENDING} {_PLACE} title address foursquare_id foursquare_type google_place_id"
        " google_place_type",
        "sendContact": f"{_SENDING} phone_number first_name last_name vcard",
        "sendChatAction": f"{_WHERE} action",
        "copyMessage": f"{_TAKING} {_ABOVE} message_id video_start_timestamp allow_paid_broadcast message_effect_id"
        " suggested_post_parameters reply_parameters reply_markup",
        "copyMessages": f"{_TAKING} message_ids remove_caption",
        "forwardMessage": f"{_TAKING} message_id video_start_timestamp message_effect_id suggested_post_parameters",
        "forwardMessages": f"{_TAKING} message_ids",
        "editMessageText": f"{_EDITING} text parse_mode entities link_preview_options",
        "editMessageCaption": f"{_EDITING} {_ABOVE}",
        "editMessageMedia": f"{_EDITING} media",
        "editMessageReplyMarkup": _EDITING,
        "answerCallbackQuery": "callback_query_id text show_alert url cache_time",
        "deleteMessage": "chat_id message_id",
        "deleteMessages": "chat_id message_ids",
        "pinChatMessage": "business_connection_id chat_id message_id disable_notification",
        "unpinChatMessage": "business_connection_id chat_id message_id",
        "unpinAllChatMessages": "chat_id",
        "setMessageReaction": "chat_id message_id reaction is_big",
        "getFile": "file_id",
        "setMyCommands": "commands scope language_code",
        "deleteMyCommands": "scope language_code",
        "getMyCommands": "scope language_code",
        "setMyName": "name language_code",
        "getMyName": "language_code",
        "setMyDescription": "description language_code",
        "getMyDescription": "language_code",
        "setMyShortDescription": "short_description language_code",
        "getMyShortDescription": "language_code",
        "setChatMenuButton": "chat_id menu_button",
        "getChatMenuButton": "chat_id",
        "getChat": "chat_id",
        "getChatMember": "chat_id user_id",
        "getChatAdministrators": "chat_id",
        "getChatMemberCount": "chat_id",
        "leaveChat": "chat_id",
        "createForumTopic": "chat_id name icon_color icon_custom_emoji_id",
        "editForumTopic": f"{_TOPIC} name icon_custom_emoji_id",
        "closeForumTopic": _TOPIC,
        "reopenForumTopic": _TOPIC,
        "deleteForumTopic": _TOPIC,
    }.items()
}
# What exists at Telegram and would change the outcome, but is not simulated: refused, never ignored.
NOT_SIMULATED = {
    "allow_paid_broadcast",
    "business_connection_id",
    "certificate",
    "cover",
    "direct_messages_topic_id",
    "foursquare_id",
    "foursquare_type",
    "google_place_id",
    "google_place_type",
    "heading",
    "inline_message_id",
    "ip_address",
    "live_period",
    "message_effect_id",
    "proximity_alert_radius",
    "start_timestamp",
    "suggested_post_parameters",
    "thumbnail",
    "vcard",
    "video_start_timestamp",
}
