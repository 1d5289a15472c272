package io.airloom.report;

import io.airloom.lab.ScenarioRun;
import io.airloom.lab.StepResult;

/// How something ended, in a word and a sign: never by colour alone.
enum Verdict {
    PASSED("passed", "✓"),
    FAILED("failed", "✗"),
    SKIPPED("skipped", "–");

    final String word;
    final String sign;

    Verdict(String word, String sign) {
        this.word = word;
        this.sign = sign;
    }

    static Verdict of(StepResult.Outcome outcome) {
        return switch (outcome) {
            case PASSED -> PASSED;
            case FAILED -> FAILED;
            case SKIPPED -> SKIPPED;
        };
    }

    static Verdict of(ScenarioRun run) {
        return run.passed() ? PASSED : FAILED;
    }

    String markup() {
        return "<span class=\"verdict %s\">%s %s</span>".formatted(word, sign, word);
    }
}
