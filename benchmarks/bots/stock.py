"""python-telegram-bot as it comes: its own transport, its own webhook server (tornado) or its own long polling."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from benchmarks.answers import BUTTONS, LINE, TOKEN
from benchmarks.bots import options, work
from db.engine import Database

MARKUP = InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data)] for text, data in BUTTONS])


def main() -> None:
    asked = options.read()
    database = Database(asked.database) if asked.database else None

    async def text(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_chat is not None
        await update.effective_chat.send_message(LINE)

    async def press(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None and query.data is not None and database is not None
        page = await work.pressed(database, query.from_user.id, query.data)
        await query.answer()
        await query.edit_message_text(page, parse_mode="HTML", reply_markup=MARKUP)

    builder = Application.builder().token(TOKEN).base_url(f"{asked.api}/bot").concurrent_updates(True)
    application = builder.build()
    application.add_handlers([CallbackQueryHandler(press), MessageHandler(filters.TEXT, text)])
    if not asked.port:
        application.run_polling()
        return
    application.run_webhook(
        "127.0.0.1", asked.port, url_path="telegram", secret_token=asked.secret, webhook_url=asked.url
    )


if __name__ == "__main__":
    main()
