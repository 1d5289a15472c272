package io.airloom.site;

import java.nio.file.Path;

/// A page of the site.
///
/// @param source of its text in the repository: `docs/attach.md`, what its links start from; for a
///   page that is made from the code, where it would lie
/// @param place on the site: `attach.html`
/// @param title in the navigation
/// @param markdown its text
record Page(Path source, Path place, String title, String markdown) {}
