"""Help, and reports of problems: messages that staff answer in a conversation."""
