package dev.chimera.testing;

import dev.chimera.bridge.Publication;
import dev.chimera.bridge.RemoteTimeline;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A world that records what reached it, and that acts and answers as the test says. */
public final class MoodyTimeline implements RemoteTimeline {

    /** What it does with a post. */
    public enum Mood {
        GOOD,
        ACTS_AND_THEN_FAILS,
        FAILS_WITHOUT_ACTING
    }

    private final InstantSource clock;
    private final List<Handover> attempts = new CopyOnWriteArrayList<>();
    private final List<Handover> posts = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.GOOD;

    public MoodyTimeline(InstantSource clock) {
        this.clock = clock;
    }

    public void becomes(Mood next) {
        mood = next;
    }

    /** How often it was asked to post this text, whatever came of it. */
    public long attemptsAt(String text) {
        return attempts.stream().filter(post -> post.text().equals(text)).count();
    }

    /** How often this text is out there. */
    public long postsOf(String text) {
        return posts.stream().filter(post -> post.text().equals(text)).count();
    }

    @Override
    public Publication publish(Handover handover) {
        attempts.add(handover);
        if (mood != Mood.FAILS_WITHOUT_ACTING) {
            posts.add(handover);
        }
        if (mood != Mood.GOOD) {
            throw new IllegalStateException("the connection was reset");
        }
        return new Publication.Published("x-" + handover.effect());
    }

    @Override
    public List<Entry> newest(TenantId tenant, AgentId agent, int limit) {
        return posts.stream()
                .filter(post -> post.agent().equals(agent))
                .limit(limit)
                .map(post -> new Entry("x-" + post.effect(), post.effect(), post.text(), clock.instant()))
                .toList();
    }
}
