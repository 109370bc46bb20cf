using Importer.Gateway;
using Importer.Reports;
using Importer.Tests.Builders;

namespace Importer.Tests.Reports;

/// <summary>Makes the aliases of a fleet as runs record them, such as <c>a/gpt-4o:GlobalStandard:10</c>.</summary>
internal static class AnAlias
{
    public static RunAlias Of(string alias, params string[] members) =>
        new()
        {
            Fleet = "ai",
            Alias = alias,
            Members = [.. members.Select(Member)],
        };

    public static string Id(string name) => ADeployment.Of(name.Split('/')[1], name.Split('/')[0]).Id.Value;

    /// <summary>A run over everything that saw these aliases.</summary>
    public static RunReport Run(string id, DateTimeOffset at, params RunAlias[] aliases) =>
        ARun.Of(id) with
        {
            StartedAt = at,
            FinishedAt = at,
            Fleets = ["ai"],
            Aliases = aliases.Length == 0 ? null : aliases,
        };

    public static RunStep Step(string name, StepOutcome outcome, string? reason = null) =>
        new()
        {
            Change = ChangeKind.Update,
            Kind = ResourceKind.Backend,
            Name = name,
            Outcome = outcome,
            Reason = reason,
        };

    private static RunMember Member(string text, int index)
    {
        var parts = text.Split(':');
        var sku = parts.Length > 1 ? parts[1] : "GlobalStandard";
        return new()
        {
            Deployment = Id(parts[0]),
            Backend = $"ai--{parts[0].Replace("/", "--", StringComparison.Ordinal)}",
            Sku = sku,
            Region = "westus",
            Tier = sku.Contains("Provisioned", StringComparison.Ordinal) ? "*Provisioned*" : "*",
            Priority = index + 1,
            Weight = 100,
            Capacity = parts.Length > 2 ? int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture) : 10,
        };
    }
}
