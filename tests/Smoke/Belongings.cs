using System.Text.Json;
using System.Text.RegularExpressions;
using Importer.Arm;
using Importer.Gateway;
using Importer.Resources;

namespace Smoke;

/// <summary>One thing that a smoke run made.</summary>
/// <param name="Kind">What it is, in words.</param>
/// <param name="Id">Its id.</param>
/// <param name="Run">The run that made it.</param>
internal sealed record Belonging(string Kind, string Id, string Run)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {ResourceNames.Last(Id)}";
}

/// <summary>
/// Finds and removes what smoke runs made. A thing is a run's own when its name begins with the run's and it carries the run's mark
/// besides, so that what is only called alike is left alone. Nothing has to be remembered between two runs.
/// </summary>
internal sealed partial class Belongings(ArmClient arm, ResourceId service, ResourceId account)
{
    /// <summary>What every name of a smoke run begins with.</summary>
    public const string Prefix = "importer-smoke-";

    /// <summary>The tag that the test deployment carries; its value is the run.</summary>
    public const string Tag = "importer-smoke";

    public const string ApiManagementVersion = "2024-05-01";
    public const string AccountsVersion = "2025-06-01";
    public const string RolesVersion = "2022-04-01";

    private static readonly TimeSpan SettlesWithin = TimeSpan.FromMinutes(2);

    private string Roles => $"{account}/providers/Microsoft.Authorization/roleAssignments?$filter={Uri.EscapeDataString("atScope()")}";

    /// <summary>What a run writes on what it makes.</summary>
    public static string Mark(string run) => $"Made by the smoke run {run} of the Foundry importer; it can be deleted.";

    /// <summary>True for the name of a run.</summary>
    public static bool IsRun(string text) => RunName().Match(text) is { Success: true } match && match.Value == text;

    /// <summary>True for a name that begins with a run's, or an id with such a name in it.</summary>
    public static bool IsOurs(string id) => OwnName().IsMatch(id);

    /// <summary>Everything that is there of one run, or of all.</summary>
    public async Task<IReadOnlyList<Belonging>> FindAsync(string? run, CancellationToken cancellationToken)
    {
        List<Belonging> found =
        [
            .. await FindAsync(
                "subscription",
                $"{service}/subscriptions",
                ApiManagementVersion,
                one => RunOf(one.Text("properties", "displayName")),
                cancellationToken
            ),
            .. await FindAsync(
                "API",
                $"{service}/apis",
                ApiManagementVersion,
                one => RunOf(one.Text("properties", "description")),
                cancellationToken
            ),
            .. await FindAsync("backend", $"{service}/backends", ApiManagementVersion, RunOfBackend, cancellationToken),
            .. await FindAsync(
                "product",
                $"{service}/products",
                ApiManagementVersion,
                one => RunOf(one.Text("properties", "description")),
                cancellationToken
            ),
            .. await FindAsync(
                "deployment",
                $"{account}/deployments",
                AccountsVersion,
                one => one.Texts("tags").GetValueOrDefault(Tag),
                cancellationToken
            ),
            .. await FindAsync(
                "role assignment",
                Roles,
                RolesVersion,
                one => RunOf(one.Text("properties", "description")),
                cancellationToken
            ),
        ];
        return [.. found.Where(one => run is null || one.Run == run)];
    }

    /// <summary>Removes them; what could not be removed, with the reason.</summary>
    public async Task<IReadOnlyList<string>> RemoveAsync(IReadOnlyList<Belonging> belongings, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var one in belongings)
        {
            try
            {
                await RemoveAsync(one, cancellationToken);
            }
            catch (ArmException refusal)
            {
                faults.Add($"{one} could not be removed: {refusal.Message}");
            }
        }

        return faults;
    }

    /// <summary>Waits until what was started has ended, so that nothing appears after the last look; two minutes at most.</summary>
    /// <param name="running">The operations that were not seen to end; those that do are taken off by whoever records the calls.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task SettleAsync(Func<IReadOnlyList<string>> running, TimeProvider clock, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (running() is { Count: > 0 } left && clock.GetElapsedTime(began) < SettlesWithin)
        {
            foreach (var operation in left)
            {
                var (path, query) = operation.Split('?', 2) is [var before, var after] ? (before, after) : (operation, "");
                var parts = query.Split('&').ToLookup(part => part.StartsWith("api-version=", StringComparison.OrdinalIgnoreCase));
                try
                {
                    await arm.GetAsync(
                        $"{Uri.UnescapeDataString(path)}?{string.Join('&', parts[false])}".TrimEnd('?'),
                        parts[true].FirstOrDefault()?["api-version=".Length..] ?? ApiManagementVersion,
                        cancellationToken
                    );
                }
                catch (ArmException)
                {
                    // What it says does not matter, only that it has ended.
                }
            }

            await (running().Count > 0 ? Task.Delay(TimeSpan.FromSeconds(1), clock, cancellationToken) : Task.CompletedTask);
        }
    }

    private async Task RemoveAsync(Belonging one, CancellationToken cancellationToken) =>
        _ = one.Kind switch
        {
            "API" => await arm.DeleteAsync(
                $"{one.Id}?deleteRevisions=true",
                ApiManagementVersion,
                ArmCondition.IfPresent,
                cancellationToken
            ),
            "deployment" => await arm.DeleteAsync(one.Id, AccountsVersion, null, cancellationToken),
            "role assignment" => await arm.DeleteAsync(one.Id, RolesVersion, null, cancellationToken),
            _ => await arm.DeleteAsync(one.Id, ApiManagementVersion, ArmCondition.IfPresent, cancellationToken),
        };

    private async Task<IReadOnlyList<Belonging>> FindAsync(
        string kind,
        string list,
        string version,
        Func<JsonElement, string?> runOf,
        CancellationToken cancellationToken
    )
    {
        var items = await arm.ListAsync(list, version, cancellationToken);
        return
        [
            .. items
                .Select(item => (Id: item.Text("id") ?? "", Run: runOf(item)))
                .Where(item => item.Run is not null && IsRun(item.Run) && IsNamed(kind, item.Id, item.Run))
                .Select(item => new Belonging(kind, item.Id, item.Run!)),
        ];
    }

    // A role assignment's name is a GUID: its description alone says whose it is.
    private static bool IsNamed(string kind, string id, string run) =>
        kind == "role assignment" || ResourceNames.Last(id).StartsWith(run, StringComparison.OrdinalIgnoreCase);

    // The importer signs its backends itself; the run is in the name that the API gave it.
    private string? RunOfBackend(JsonElement backend)
    {
        var isOurs =
            OwnershipTag.Find(backend.Text("properties", "description")) is { } tag
            && (tag.Source == account || account.Covers(tag.Source));
        var match = RunName().Match(ResourceNames.Last(backend.Text("id") ?? ""));
        return isOurs && match.Success ? match.Value : null;
    }

    private static string? RunOf(string? text) =>
        text is not null && Marked().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"\Aimporter-smoke-[0-9a-f]{8}")]
    private static partial Regex RunName();

    [GeneratedRegex(@"(?:\A|/)importer-smoke-[0-9a-f]{8}(?:-[^/]*)?(?:/|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex OwnName();

    [GeneratedRegex(@"Made by the smoke run (importer-smoke-[0-9a-f]{8}) of the Foundry importer")]
    private static partial Regex Marked();
}

/// <summary>Names in ids.</summary>
internal static class ResourceNames
{
    /// <summary>The last segment.</summary>
    public static string Last(string id) => id[(id.LastIndexOf('/') + 1)..];
}
