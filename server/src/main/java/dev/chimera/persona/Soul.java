package dev.chimera.persona;

import java.util.List;

/**
 * What a SOUL.md says of an agent.
 *
 * @param name how the agent calls itself
 * @param voice how it sounds, in a few words such as {@code warm, dry humour, short sentences}
 * @param values what it stands for
 * @param topics what it speaks about
 * @param hashtags the ones it may use, with their {@code #}; empty: it uses none
 * @param avoid words and topics that never appear in what it posts
 * @param backstory the Markdown below the front matter
 */
public record Soul(
        String name,
        String voice,
        List<String> values,
        List<String> topics,
        List<String> hashtags,
        List<String> avoid,
        String backstory) {

    public Soul {
        values = List.copyOf(values);
        topics = List.copyOf(topics);
        hashtags = List.copyOf(hashtags);
        avoid = List.copyOf(avoid);
    }
}
