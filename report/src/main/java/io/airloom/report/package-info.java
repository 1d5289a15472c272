/// What a lab has done, as files for people and programs: one HTML page, JUnit XML.
@NullMarked
package io.airloom.report;

import org.jspecify.annotations.NullMarked;
