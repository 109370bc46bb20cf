using Importer.Deployments;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Fleets;

/// <summary>A deployment that stands behind an alias, or would if nothing kept it outside.</summary>
internal sealed record FleetMember
{
    /// <summary>The id of its backend.</summary>
    public string Backend { get; init; } = "";

    /// <summary>The deployment; where its account was not looked at, as it was when it was.</summary>
    public required ModelDeployment Deployment { get; init; }

    /// <summary>Where it is called: the account's address with the deployment in its path.</summary>
    public required Uri Url { get; init; }

    /// <summary>What is known of it.</summary>
    public required MemberFacts Facts { get; init; }

    /// <summary>The custom subdomain of its account; null when it has none.</summary>
    public string? Host { get; init; }

    /// <summary>The account; null where it was not looked at.</summary>
    public FoundryAccount? Account { get; init; }

    /// <summary>Why it may not be called at the moment, with the way out; null when it may.</summary>
    public string? Waits { get; init; }

    /// <summary>The id of the account.</summary>
    public ResourceId AccountId => Deployment.AccountId;

    /// <summary>True when calls may go to it.</summary>
    public bool IsLive => Facts.Out is null && Waits is null;
}

/// <summary>A name that callers use, with what stands behind it.</summary>
internal sealed record FleetAlias
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The id of its pool.</summary>
    public required string Pool { get; init; }

    /// <summary>Those that calls go to, by priority; empty when nobody may be called.</summary>
    public IReadOnlyList<PlacedMember> Members { get; init; } = [];

    /// <summary>The same members in the order of calls through the gateway in each region that the settings name.</summary>
    public IReadOnlyList<RegionalOrder> Regions { get; init; } = [];

    /// <summary>What callers can do: the paths below a deployment, such as <c>/chat/completions</c>.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>The <c>api-version</c> that its models need; null when any will do.</summary>
    public string? Since { get; init; }

    /// <summary>True when calls of it reach somebody.</summary>
    public bool IsLive => Members.Count > 0;
}

/// <summary>The members of an alias as calls through the gateway in one region meet them.</summary>
/// <param name="Region">The region.</param>
/// <param name="Pool">The id of the pool.</param>
/// <param name="Members">The members, by priority.</param>
internal sealed record RegionalOrder(string Region, string Pool, IReadOnlyList<PlacedMember> Members);

/// <summary>A member at its place behind an alias.</summary>
/// <param name="Member">The member.</param>
/// <param name="Tier">Which of the fleet's tiers it is in, from 0.</param>
/// <param name="Priority">Its place, from 1; the next number is called only once all of this one are tripped.</param>
/// <param name="Weight">Its share among those of one priority.</param>
internal sealed record PlacedMember(FleetMember Member, int Tier, int Priority, int Weight);
