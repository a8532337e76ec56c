package dev.chimera.fakes.x;

import com.twitter.twittertext.TwitterTextParser;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What accounts have posted, and who named whom. */
final class Posts {

    /** The moment from which X's ids count milliseconds. */
    private static final long EPOCH = 1_288_834_974_657L;

    private static final int LONGEST = 280;
    private static final int USUAL_PAGE = 10;

    private record Post(
            String id,
            Accounts.User author,
            String text,
            @Nullable String mediaKey,
            boolean withAi,
            Instant at) {}

    private final Ledger ledger;
    private final InstantSource clock;
    private final List<Post> posts = new ArrayList<>();
    private final Map<String, List<Post>> byAuthor = new HashMap<>();
    private final Map<String, List<Post>> mentions = new HashMap<>();
    private final Set<String> said = new HashSet<>();
    private long lastId;

    Posts(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Posts, and has it on the disk before it answers. */
    ObjectNode create(Accounts.User author, JsonNode body, Uploads uploads) throws IOException, Call.RefusedException {
        String text = body.path("text").asString("");
        List<String> media = new ArrayList<>();
        body.path("media").path("media_ids").forEach(id -> media.add(id.asString()));
        if (text.isBlank() && media.isEmpty()) {
            throw Call.invalid("The text of a post without media must not be empty.");
        }
        if (TwitterTextParser.parseTweet(text).weightedLength > LONGEST) {
            throw Call.invalid("The text is longer than " + LONGEST + " characters.");
        }
        String mediaKey = uploads.attach(author, media);
        Post post = add(author, text, mediaKey, body.path("made_with_ai").asBoolean(false));
        ObjectNode entry = Call.JSON
                .createObjectNode()
                .put("id", post.id())
                .put("user_id", author.id())
                .put("username", author.username())
                .put("text", text)
                .put("made_with_ai", post.withAi())
                .put("posted_at", post.at().toString());
        entry.set("media_ids", Call.JSON.valueToTree(media));
        ledger.append(entry);
        ObjectNode answer = Call.JSON.createObjectNode();
        ObjectNode data = answer.putObject("data").put("id", post.id());
        TweetText.write(data, post.id(), author.username(), text, mediaKey);
        data.remove("entities");
        data.putArray("edit_history_post_ids").add(post.id());
        return answer;
    }

    private synchronized Post add(Accounts.User author, String text, @Nullable String mediaKey, boolean withAi)
            throws Call.RefusedException {
        if (!said.add(author.id() + " " + text)) {
            throw Call.problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.");
        }
        Post post = new Post(nextId(), author, text, mediaKey, withAi, now());
        posts.add(post);
        byAuthor.computeIfAbsent(author.id(), _ -> new ArrayList<>()).add(post);
        return post;
    }

    private String nextId() {
        lastId = Math.max(lastId + 1, (clock.instant().toEpochMilli() - EPOCH) << 22);
        return Long.toString(lastId);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Somebody names an account. */
    synchronized String mention(Accounts.User author, Accounts.User named, String text) {
        Post post = new Post(nextId(), author, text, null, false, now());
        mentions.computeIfAbsent(named.id(), _ -> new ArrayList<>()).add(post);
        return post.id();
    }

    synchronized ObjectNode timeline(Accounts.User user, Map<String, String> query) {
        return page(byAuthor.getOrDefault(user.id(), List.of()), query);
    }

    synchronized ObjectNode mentionsOf(Accounts.User user, Map<String, String> query) {
        return page(mentions.getOrDefault(user.id(), List.of()), query);
    }

    private static ObjectNode page(List<Post> oldestFirst, Map<String, String> query) {
        Set<String> fields = asked(query, "post.fields");
        boolean withAuthors = asked(query, "expansions").contains("author_id");
        int most = Integer.parseInt(query.getOrDefault("max_results", Integer.toString(USUAL_PAGE)));
        ObjectNode page = Call.JSON.createObjectNode();
        List<Post> newest = oldestFirst.reversed().stream().limit(most).toList();
        if (!newest.isEmpty()) {
            ArrayNode data = page.putArray("data");
            newest.forEach(post -> data.add(shown(post, fields, withAuthors)));
        }
        if (withAuthors && !newest.isEmpty()) {
            ArrayNode users = page.putObject("includes").putArray("users");
            newest.stream().map(Post::author).distinct().forEach(user -> users.add(shown(user)));
        }
        page.putObject("meta").put("result_count", newest.size());
        return page;
    }

    private static ObjectNode shown(Post post, Set<String> fields, boolean withAuthor) {
        ObjectNode shown = Call.JSON.createObjectNode().put("id", post.id());
        TweetText.write(shown, post.id(), post.author().username(), post.text(), post.mediaKey());
        if (!fields.contains("entities")) {
            shown.remove("entities");
        }
        shown.putArray("edit_history_post_ids").add(post.id());
        if (fields.contains("created_at")) {
            shown.put("created_at", post.at().toString());
        }
        if (withAuthor) {
            shown.put("author_id", post.author().id());
        }
        return shown;
    }

    static ObjectNode shown(Accounts.User user) {
        return Call.JSON
                .createObjectNode()
                .put("id", user.id())
                .put("name", user.username())
                .put("username", user.username());
    }

    private static Set<String> asked(Map<String, String> query, String parameter) {
        return Set.copyOf(Arrays.asList(query.getOrDefault(parameter, "").split(",")));
    }
}
