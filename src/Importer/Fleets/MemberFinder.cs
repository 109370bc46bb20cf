using Importer.Configuration;
using Importer.Deployments;
using Importer.Design;
using Importer.Gateway;
using Importer.Lifecycle;

namespace Importer.Fleets;

/// <summary>
/// Finds who stands in a fleet. An account that was looked at says so itself; of every other one the fleet's backends say it, in whose
/// ownership tags the
/// facts stand that were read last. So a run over one account sees the whole fleet without reading it, and a reading that failed changes
/// nobody.
/// </summary>
internal static class MemberFinder
{
    // Deployments for evaluation, which are taken away by themselves. The kind is not in the list of deployment types that the SKU names
    // were checked
    // against, so its spelling is taken from the name alone.
    private const string Developer = "Developer";

    /// <summary>The members with their ids, and a sentence for each deployment that the fleet would take and does not.</summary>
    public static (IReadOnlyList<FleetMember> Members, IReadOnlyList<FleetNote> Notes) Find(FleetSettings fleet, FleetInput input)
    {
        var notes = new List<FleetNote>();
        var known = Remembered(fleet, input);
        var byId = known.ToLookup(member => member.Deployment.Id);
        var read = input
            .Inventory.Accounts.Where(found => input.Inventory.KnowsAbout(found.Account.Id))
            .SelectMany(found =>
                found.Deployments.Select(deployment =>
                    Read(fleet, input, (found.Account, deployment), byId[deployment.Id].FirstOrDefault(), notes)
                )
            )
            .OfType<FleetMember>();
        var unseen = known.Where(member =>
            !input.Inventory.KnowsAbout(member.AccountId) && input.Settings.Scopes.Any(scope => scope.Covers(member.AccountId))
        );
        var members = FleetNaming.WithIds(
            fleet,
            read.Concat(unseen)
                .DistinctBy(member => member.Deployment.Id)
                .Select(member => member with { Backend = byId[member.Deployment.Id].FirstOrDefault()?.Backend ?? "" }),
            input.Found.Where(backend => backend.OwnershipTag?.Fleet == fleet.Name)
        );
        return (
            [.. members.Select(member => Wait(member, input) is { } wait ? member with { Waits = wait.Reason } : member)],
            [
                .. notes,
                .. members
                    .Select(member => (member.Deployment.Id.Value, Why: Wait(member, input)))
                    .Where(waiting => waiting.Why is not null)
                    .Select(waiting => new FleetNote(waiting.Value, $"waits outside fleet '{fleet.Name}': {waiting.Why!.Reason}")
                    {
                        MayPass = waiting.Why.MayPass,
                        TellsItself = waiting.Why.MayPass,
                        NeedsAction = waiting.Why.NeedsAction,
                    }),
            ]
        );
    }

    private static FleetWait? Wait(FleetMember member, FleetInput input) =>
        (input.Barred.GetValueOrDefault(member.Backend) ?? member.Waits) is { } reason
            ? new FleetWait(reason)
            : input.Unproven.GetValueOrDefault(member.Backend);

    private static FleetMember? Read(
        FleetSettings fleet,
        FleetInput input,
        (FoundryAccount Account, ModelDeployment Deployment) place,
        FleetMember? known,
        List<FleetNote> notes
    )
    {
        var (account, deployment) = place;
        if (!RuleMatcher.Matches(fleet.Match, account, deployment))
        {
            return null;
        }

        if (Rule(fleet, input, (account, deployment), known) is { } broken)
        {
            notes.Add(broken);
            return null;
        }

        // Being changed is no reason to take it away from callers: it goes on answering.
        if (known is not null && !deployment.IsDeleting && (!account.IsReady || !deployment.IsSucceeded))
        {
            notes.Add(
                new(
                    deployment.Id.Value,
                    $"is {(account.IsReady ? deployment.ProvisioningState : $"in an account that is {account.ProvisioningState}")}; in fleet '{fleet.Name}' it stays as it is until that ends"
                )
                {
                    MayPass = deployment.IsSettling,
                    TellsItself = true,
                }
            );
            return AsJudged(known, input, account, deployment);
        }

        if (Refusal(fleet, input, account, deployment) is { } refusal)
        {
            notes.Add(refusal with { Reason = $"stays outside fleet '{fleet.Name}': {refusal.Reason}" });
            return null;
        }

        var url = Address(account, deployment)!;
        var state = Out(fleet, account, deployment);
        if (state is { } why)
        {
            notes.Add(
                new(
                    deployment.Id.Value,
                    why == "paused"
                        ? $"is paused, so no call of fleet '{fleet.Name}' goes to it; resume it in Foundry"
                        : $"is drained, so no call of fleet '{fleet.Name}' goes to it; take the tag {fleet.DrainTag} off to have it called again"
                )
            );
        }

        return new()
        {
            Deployment = deployment,
            Account = account,
            Url = url,
            Host = account.Host,
            Facts = Facts(account, deployment, FleetNaming.Alias(fleet, account, deployment)!, state) with
            {
                At = FleetNaming.Hash(url.AbsoluteUri),
            },
        };
    }

    // What breaks the rules of the company breaks them while it is being changed, too.
    private static FleetMember AsJudged(FleetMember known, FleetInput input, FoundryAccount account, ModelDeployment deployment)
    {
        var now = Facts(account, deployment, known.Facts.Alias, known.Facts.Out) with { At = known.Facts.At };
        return Compliance.Breaches(input.Settings.Compliance, now).Count > 0 ? known with { Facts = now } : known;
    }

    // The word of its owners and the day it retires hold at once, also while the deployment is being changed.
    private static FleetNote? Rule(
        FleetSettings fleet,
        FleetInput input,
        (FoundryAccount Account, ModelDeployment Deployment) place,
        FleetMember? known
    )
    {
        var (account, deployment) = place;
        var late =
            deployment.IsDeleting || deployment.IsBatch
                ? null
                : LateArrivals.Refusal(deployment, (input.Settings.Lifecycle.RefuseNewDays, input.Ahead), known is not null)?.Reason;
        var reason = ProfileResolver.Resolve(input.Settings, account, deployment).LeftOutBy is { } word ? $"left out: {word}" : late;
        return reason is null ? null : new(deployment.Id.Value, $"stays outside fleet '{fleet.Name}': {reason}");
    }

    private static FleetNote? Refusal(FleetSettings fleet, FleetInput input, FoundryAccount account, ModelDeployment deployment)
    {
        var id = deployment.Id.Value;
        if (Admission.Refusal(account) is { } aside)
        {
            return new(id, aside.Reason) { MayPass = aside.MayPass };
        }

        // A paused member stands, and is only not called.
        if (Admission.Refusal(deployment with { Paused = false }, ProfileResolver.Resolve(input.Settings, account, deployment)) is { } left)
        {
            return new(id, left.Reason) { MayPass = left.MayPass, TellsItself = left.TellsItself };
        }

        if (deployment.Sku.StartsWith(Developer, StringComparison.OrdinalIgnoreCase))
        {
            return new(id, $"SKU {deployment.Sku} is for evaluation, and such a deployment goes by itself; deploy it with another SKU");
        }

        if (!deployment.IsOpenAI)
        {
            return new(
                id,
                $"models of format {deployment.ModelFormat} carry their name in the body and are not called by /openai/deployments, on which a fleet's pools stand; call it through its account's own API"
            );
        }

        if (!CapabilityCatalog.Of(deployment, Compatibility.AzureOpenAI).Any(FleetSpec.Routes.ContainsKey))
        {
            return new(
                id,
                $"model {deployment.ModelName} does only what keeps state in its account ({string.Join(", ", CapabilityCatalog.Of(deployment, Compatibility.AzureOpenAI))}), and the next call would go to another one; call it through its account's own API"
            );
        }

        if (Address(account, deployment) is not { } address)
        {
            return new(id, "the account reports no endpoint yet; it is looked at again") { MayPass = true };
        }

        if (Endpoints.Refusal(account, address, input.Settings) is { } refusal)
        {
            return new(id, refusal) { NeedsAction = true };
        }

        if (account.CustomSubdomain is null)
        {
            return new(id, "the account has no custom subdomain, without which it takes no tokens: set properties.customSubDomainName")
            {
                NeedsAction = true,
            };
        }

        if (FleetNaming.Alias(fleet, account, deployment) is null)
        {
            return new(id, $"Alias is {fleet.Alias}, and neither the deployment nor its account says so; set that tag")
            {
                NeedsAction = true,
            };
        }

        return null;
    }

    private static string? Out(FleetSettings fleet, FoundryAccount account, ModelDeployment deployment)
    {
        if (deployment.Paused)
        {
            return "paused";
        }

        if (TagPattern.Find(fleet.DrainTag, deployment.Tags) is not null || TagPattern.Find(fleet.DrainTag, account.Tags) is not null)
        {
            return "drained";
        }

        return null;
    }

    // No slash at the end: https://learn.microsoft.com/azure/api-management/backends
    private static Uri? Address(FoundryAccount account, ModelDeployment deployment) =>
        Endpoints.Backend(account, Compatibility.AzureOpenAI, ImportSource.Catalogue) is { } address
            ? new Uri($"{address.AbsoluteUri.TrimEnd('/')}/deployments/{Uri.EscapeDataString(deployment.Name)}")
            : null;

    private static MemberFacts Facts(FoundryAccount account, ModelDeployment deployment, string alias, string? state) =>
        new((deployment.ModelFormat, deployment.ModelName, deployment.ModelVersion), deployment.Sku, deployment.Capacity, account.Region)
        {
            Flags =
            [
                .. deployment
                    .CapabilityFlags.Where(flag =>
                        CapabilityCatalog.IsFlag(flag.Key) && string.Equals(flag.Value, "true", StringComparison.OrdinalIgnoreCase)
                    )
                    .Select(flag => flag.Key),
            ],
            ContentFilter = deployment.ContentFilter,
            Spillover = deployment.SpilloverDeployment,
            Alias = alias,
            Out = state,
        };

    // A backend of ours whose facts cannot be read is no member; its account's next reading writes them again.
    internal static List<FleetMember> Remembered(FleetSettings fleet, FleetInput input)
    {
        var called = BackendPool.BackendsOf(input.Pools);
        return
        [
            .. input
                .Found.OrderByDescending(backend => called.Contains(backend.Id))
                .ThenBy(backend => backend.Id, StringComparer.Ordinal)
                .Where(backend =>
                    string.Equals(backend.OwnershipTag?.Fleet, fleet.Name, StringComparison.Ordinal)
                    && backend.OwnershipTag!.Source.IsOfType(ModelDeployment.ResourceType)
                )
                .Select(backend => MemberFacts.Read(backend.OwnershipTag!.Member) is { } facts ? Remember(backend, facts) : null)
                .OfType<FleetMember>()
                .Where(member => member.Facts.Out != MemberFacts.Gone),
        ];
    }

    private static FleetMember Remember(Backend backend, MemberFacts facts) =>
        new()
        {
            Backend = backend.Id,
            Deployment = new ModelDeployment
            {
                Id = backend.OwnershipTag!.Source,
                ModelFormat = facts.Model.Format,
                ModelName = facts.Model.Name,
                ModelVersion = facts.Model.Version,
                Sku = facts.Sku,
                Capacity = facts.Capacity,
                ProvisioningState = "Succeeded",
                CapabilityFlags = facts.Flags.ToDictionary(flag => flag, _ => "true", StringComparer.OrdinalIgnoreCase),
            },
            Url = backend.Url,
            Host = backend.OwnershipTag.Host,
            Facts = facts,
            Waits =
                facts.At == FleetNaming.Hash(backend.Url.AbsoluteUri)
                    ? null
                    : $"the address of {backend.Key} is not the one that the importer wrote, so no call goes there; a run over its account writes it again",
        };
}

/// <summary>Everything that a fleet is designed from.</summary>
internal sealed record FleetInput
{
    /// <summary>Accounts and deployments; of those that were not looked at nothing is concluded.</summary>
    public required Inventory Inventory { get; init; }

    /// <summary>The settings.</summary>
    public required ImporterSettings Settings { get; init; }

    /// <summary>The API Management service.</summary>
    public required ServiceInfo Service { get; init; }

    /// <summary>The backends of fleets that the gateway holds: what is known of accounts that were not looked at.</summary>
    public IReadOnlyList<Backend> Found { get; init; } = [];

    /// <summary>The pools of fleets that the gateway holds: where an alias processes prompts now.</summary>
    public IReadOnlyList<BackendPool> Pools { get; init; } = [];

    /// <summary>
    /// The backends that pools of fleets name and whose ownership tags are lost or do not verify, with their addresses.
    /// </summary>
    public IReadOnlyDictionary<string, Uri> Untagged { get; init; } = new Dictionary<string, Uri>();

    /// <summary>Members that may not be called, by the id of their backend, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Barred { get; init; } = new Dictionary<string, string>();

    /// <summary>Members that have not answered a test call and are in no pool yet, by the id of their backend.</summary>
    public IReadOnlyDictionary<string, FleetWait> Unproven { get; init; } = new Dictionary<string, FleetWait>();

    /// <summary>Pools that may not be written, by their id, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Closed { get; init; } = new Dictionary<string, string>();

    /// <summary>What is ahead of deployments, by id; empty where nobody looks.</summary>
    public IReadOnlyDictionary<string, Retirement> Ahead { get; init; } = new Dictionary<string, Retirement>();

    /// <summary>What people keep in the service for policies; null when it was not looked at.</summary>
    public ServicePrerequisites? Prerequisites { get; init; }

    /// <summary>The APIs that the service holds.</summary>
    public IReadOnlyList<Api> Apis { get; init; } = [];
}
