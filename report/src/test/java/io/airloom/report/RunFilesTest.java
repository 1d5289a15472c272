package io.airloom.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.lab.ScenarioRun;
import io.airloom.lab.StepResult;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Goal: JUnit XML and JSON of runs are well formed whatever guests have said, and count what they
/// should.
class RunFilesTest {
    private static final String HOSTILE = "</failure><script>\u001b[2J\0 ]]> & \" ' \ud800 <!--";

    private static StepResult step(String number, StepResult.Outcome outcome, String output) {
        boolean failed = outcome == StepResult.Outcome.FAILED;
        SequencedMap<String, List<String>> logs = new LinkedHashMap<>();
        if (failed) {
            logs.put("sta1 " + HOSTILE, List.of(HOSTILE));
        }
        return new StepResult(
                number,
                "sta1",
                "run " + HOSTILE,
                outcome,
                Duration.ofSeconds(1),
                Duration.ofMillis(1500),
                output,
                failed ? "exit code 1\n" + HOSTILE : null,
                failed ? List.of("0.1 ap1 Beacon " + HOSTILE) : List.of(),
                logs);
    }

    private static ScenarioRun run(@Nullable String failure, StepResult... steps) {
        SequencedMap<String, String> choices = new LinkedHashMap<>();
        choices.put("security", "wpa3");
        return new ScenarioRun(
                Path.of("examples/matrix.yaml"),
                choices,
                Instant.parse("2026-11-23T00:00:00Z"),
                Duration.ofSeconds(3),
                null,
                List.of(steps),
                failure,
                List.of(),
                new LinkedHashMap<>(),
                List.of("airloom", "lab", "run", "--only", "security=wpa3", "my file.yaml"));
    }

    private static Document xml(ScenarioRun... runs) throws Exception {
        byte[] text = JunitXml.text(List.of(runs)).getBytes(StandardCharsets.UTF_8);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text));
    }

    @Test
    void eachRunIsASuiteAndEachStepACase() throws Exception {
        Document document =
                xml(
                        run(
                                "step 2: no",
                                step("1", StepResult.Outcome.PASSED, HOSTILE),
                                step("2", StepResult.Outcome.FAILED, "x".repeat(100_000)),
                                step("3", StepResult.Outcome.SKIPPED, "")),
                        run(null, step("1", StepResult.Outcome.PASSED, "")));
        Element all = document.getDocumentElement();
        assertThat(all.getAttribute("tests")).isEqualTo("4");
        assertThat(all.getAttribute("failures")).isEqualTo("1");
        Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        assertThat(document.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(4);
        Element failure = (Element) document.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).isEqualTo("exit code 1");
        assertThat(failure.getTextContent())
                .contains("The last frames:", "<script>")
                .endsWith("airloom lab run --only security=wpa3 'my file.yaml'\n");
        assertThat(document.getElementsByTagName("system-out").item(1).getTextContent().length())
                .isLessThan(17_000);
    }

    /// What the schemas that CI systems hold such files to have in common.
    private static final String SCHEMA =
            """
            <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
              <xs:element name="testsuites"><xs:complexType>
                <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
                <xs:attribute name="name"/><xs:attribute name="time" type="xs:decimal"/>
                <xs:attribute name="tests" type="xs:int"/><xs:attribute name="failures" type="xs:int"/>
                <xs:attribute name="errors" type="xs:int"/>
              </xs:complexType></xs:element>
              <xs:element name="testsuite"><xs:complexType>
                <xs:sequence>
                  <xs:element ref="properties" minOccurs="0"/>
                  <xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/>
                </xs:sequence>
                <xs:attribute name="name" use="required"/><xs:attribute name="tests" type="xs:int" use="required"/>
                <xs:attribute name="failures" type="xs:int"/><xs:attribute name="errors" type="xs:int"/>
                <xs:attribute name="skipped" type="xs:int"/><xs:attribute name="time" type="xs:decimal"/>
                <xs:attribute name="timestamp" type="xs:dateTime"/>
              </xs:complexType></xs:element>
              <xs:element name="properties"><xs:complexType><xs:sequence>
                <xs:element name="property" maxOccurs="unbounded"><xs:complexType>
                  <xs:attribute name="name" use="required"/><xs:attribute name="value" use="required"/>
                </xs:complexType></xs:element>
              </xs:sequence></xs:complexType></xs:element>
              <xs:element name="testcase"><xs:complexType>
                <xs:sequence>
                  <xs:choice minOccurs="0">
                    <xs:element name="skipped"/>
                    <xs:element name="failure"><xs:complexType mixed="true">
                      <xs:attribute name="message" use="required"/>
                    </xs:complexType></xs:element>
                  </xs:choice>
                  <xs:element name="system-out" type="xs:string" minOccurs="0"/>
                </xs:sequence>
                <xs:attribute name="name" use="required"/><xs:attribute name="classname" use="required"/>
                <xs:attribute name="time" type="xs:decimal"/>
              </xs:complexType></xs:element>
            </xs:schema>
            """;

    @Test
    void itHasNothingThatASchemaDoesNotKnow() throws Exception {
        Document document =
                xml(
                        run(
                                "step 2: no",
                                step("1", StepResult.Outcome.PASSED, HOSTILE),
                                step("2", StepResult.Outcome.FAILED, HOSTILE),
                                step("3", StepResult.Outcome.SKIPPED, "")),
                        run("the lab did not come up"));
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(new StreamSource(new StringReader(SCHEMA)))
                .newValidator()
                .validate(new DOMSource(document));
    }

    @Test
    void aLabThatDoesNotBootIsACaseThatFails() throws Exception {
        Document document =
                xml(
                        run(
                                "node \"ap1\" did not come up",
                                step("1", StepResult.Outcome.SKIPPED, "")),
                        run(null));
        assertThat(document.getDocumentElement().getAttribute("failures")).isEqualTo("1");
        assertThat(document.getDocumentElement().getAttribute("tests")).isEqualTo("3");
        Element first = (Element) document.getElementsByTagName("testcase").item(0);
        assertThat(first.getAttribute("name")).isEqualTo("the lab");
        assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(1);
    }

    @Test
    void theJsonTellsOfEveryStep() throws Exception {
        StringWriter out = new StringWriter();
        JsonReport.write(
                List.of(
                        run(
                                "step 2: no",
                                step("1", StepResult.Outcome.PASSED, "hello"),
                                step("2", StepResult.Outcome.FAILED, HOSTILE))),
                out);
        String text = out.toString();
        try (JsonParser json =
                JsonFactory.builder().build().createParser(ObjectReadContext.empty(), text)) {
            while (json.nextToken() != null) {
                assertThat(json.currentToken()).isNotNull();
            }
        }
        assertThat(text)
                .startsWith(
                        "{\"ok\":false,\"passed\":0,\"failed\":1,\"runs\":[{\"title\":\"matrix.yaml"
                                + " {security=wpa3}\"")
                .contains("\"outcome\":\"passed\"", "\"sinceMillis\":1000", "\"output\":\"hello\"")
                .contains("\"frames\":[", "\"choices\":{\"security\":\"wpa3\"}");
    }
}
