package dev.chimera.campaign;

import dev.chimera.failure.ChimeraException;
import dev.chimera.wallet.Assets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The body of {@code POST /v1/campaigns}, checked: {@code {"file", "soul", "dry_run", "sources", "file_ref",
 * "goal_changed"}}.
 *
 * @param soul the text of SOUL.md, not read yet
 * @param fileRef a SHA-256 of where the file lies; null where it lies nowhere
 */
record IntakeRequest(
        CampaignFile file,
        String soul,
        boolean dryRun,
        List<Source> sources,
        @Nullable String fileRef,
        ChangedGoal changedGoal) {

    /** In characters; a SOUL.md is a page or two. */
    static final int MAX_SOUL = 100_000;

    private static final Pattern FILE_REF = Pattern.compile("[0-9a-f]{64}");

    private static final KnownKeys KEYS =
            KnownKeys.at("", "file", "soul", "dry_run", "sources", "file_ref", "goal_changed");

    /** A number stays the decimal that was written, and a key that stands twice is an error, not the last one's win. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    IntakeRequest {
        sources = List.copyOf(sources);
    }

    /** @throws ChimeraException BAD_INPUT, naming the path and the value */
    static IntakeRequest read(byte[] body, Assets assets) {
        JsonNode request = parse(body);
        if (!request.isObject()) {
            throw ChimeraException.badInput(
                    "INVALID_JSON",
                    "the body is not a JSON object",
                    "send {\"file\", \"soul\", \"dry_run\", \"sources\"}");
        }
        KEYS.check(request, List.of());
        CampaignFile file = CampaignFileReader.read(request.path("file"), assets);
        return new IntakeRequest(
                file,
                soul(file, request.path("soul")),
                dryRun(request.path("dry_run")),
                HandedSources.match(file.sources(), request.path("sources")),
                fileRef(request.path("file_ref")),
                changedGoal(request.path("goal_changed")));
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw ChimeraException.badInput(
                    "INVALID_JSON",
                    "the body is not JSON"
                            + (at == null ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr()) + ": "
                            + PlainText.excerpt(e.getOriginalMessage(), 160),
                    "send one JSON object in UTF-8, no key twice");
        }
    }

    private static String soul(CampaignFile file, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            throw ChimeraException.badInput(
                    "SOUL_NOT_FOUND",
                    "the text of agent.soul '" + PlainText.excerpt(file.soul(), 60) + "' was not handed in",
                    "hand it in as soul");
        }
        if (!value.isString() || !PlainText.isStorable(value.asString())) {
            throw ChimeraException.badInput(
                    "SOUL_INVALID", "agent.soul is not a text file", "see examples for a SOUL.md");
        }
        if (value.asString().length() > MAX_SOUL) {
            throw ChimeraException.badInput(
                    "SOUL_INVALID",
                    "agent.soul has more than " + MAX_SOUL + " characters",
                    "a SOUL.md is a page or two");
        }
        return value.asString();
    }

    private static @Nullable String fileRef(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString() || !FILE_REF.matcher(value.asString()).matches()) {
            throw ChimeraException.badInput(
                    "INVALID_CAMPAIGN",
                    "file_ref is not a SHA-256 in hexadecimal digits: " + PlainText.excerpt(value),
                    "leave it out, or hash the path of the campaign file");
        }
        return value.asString();
    }

    private static ChangedGoal changedGoal(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return ChangedGoal.ASK;
        }
        return switch (value.asString("")) {
            case "same" -> ChangedGoal.SAME;
            case "new" -> ChangedGoal.NEW;
            default ->
                throw ChimeraException.badInput(
                        "INVALID_CAMPAIGN",
                        "goal_changed is neither same nor new: " + PlainText.excerpt(value),
                        "leave it out: then you are asked where it matters");
        };
    }

    private static boolean dryRun(JsonNode value) {
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw ChimeraException.badInput(
                    "INVALID_CAMPAIGN",
                    "dry_run is neither true nor false: " + PlainText.excerpt(value),
                    "leave it out, or say true");
        }
        return value.asBoolean(false);
    }
}
