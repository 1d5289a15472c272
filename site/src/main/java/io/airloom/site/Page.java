package io.airloom.site;

/// A page of the site.
///
/// @param name of its file without `.html`: `tutorial`
/// @param title in navigation
/// @param markdown its text
record Page(String name, String title, String markdown) {}
