package dev.chimera.fetch;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be fetched.
 *
 * @param allowPrivate {@code chimera.allow-private} ({@code CHIMERA_ALLOW_PRIVATE}): blocks of addresses, separated by
 *     commas, that sources, media and webhooks may reach although they are not public, such as {@code
 *     10.20.0.0/16,127.0.0.1}; default none
 */
@ConfigurationProperties("chimera")
public record FetchProperties(@DefaultValue List<String> allowPrivate) {

    public FetchProperties {
        allowPrivate = allowPrivate.stream()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
        blocks(allowPrivate);
    }

    List<AddressBlock> blocks() {
        return blocks(allowPrivate);
    }

    private static List<AddressBlock> blocks(List<String> texts) {
        try {
            return texts.stream().map(AddressBlock::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "CHIMERA_ALLOW_PRIVATE (chimera.allow-private) lists blocks such as 10.0.0.0/8 or fd00::/8, separated"
                            + " by commas: " + e.getMessage());
        }
    }
}
