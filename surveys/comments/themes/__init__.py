"""The school's own themes: renamed, not looked for, given more phrases, or new ones."""
