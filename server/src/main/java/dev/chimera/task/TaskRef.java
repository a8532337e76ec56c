package dev.chimera.task;

import dev.chimera.campaign.VersionId;
import dev.chimera.tenant.TenantId;

/** A task at one version: what a hint names, and what a write must still find. */
public record TaskRef(TenantId tenant, TaskId id, VersionId version) {}
