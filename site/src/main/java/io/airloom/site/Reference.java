package io.airloom.site;

import java.util.List;

/// Pages that are made from the code itself.
final class Reference {
    /// Where they are in the navigation.
    static final String GROUP = "Reference";

    private Reference() {}

    static List<Page> pages(SourceFiles files) {
        return List.of(CommandPages.page(), new KeyPages(files).page(), JsonPages.page());
    }
}
