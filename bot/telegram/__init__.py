"""The Telegram channel: private chats, long polling, the gateway's conversations."""
