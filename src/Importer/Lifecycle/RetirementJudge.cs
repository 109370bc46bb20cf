using System.Globalization;
using Importer.Deployments;

namespace Importer.Lifecycle;

/// <summary>
/// Says what is ahead of a deployment, from the list of its location and what its owner chose.
/// <code>
/// date of its SKU, else of the model | upgrade option                        | outlook
/// none                               | any                                   | no date is published
/// D                                  | NoAutoUpgrade                         | stops on D
/// D                                  | OnceCurrentVersionExpired             | becomes the replacement on D, or the published days before
/// it
/// D                                  | OnceNewDefaultVersionAvailable        | becomes the replacement on its published day, at the latest
/// on D
/// D                                  | any other, or none                    | stops on D: nothing says otherwise
/// </code>
/// </summary>
/// <remarks>
/// Sources: https://learn.microsoft.com/azure/ai-foundry/openai/concepts/model-retirements,
/// https://learn.microsoft.com/azure/ai-foundry/openai/concepts/model-versions. That the date of a SKU goes before that of the model
/// follows
/// from the published table, which has both; no page says it in words.
/// </remarks>
internal static class RetirementJudge
{
    private const string NoUpgrade = "NoAutoUpgrade";
    private const string OnExpiry = "OnceCurrentVersionExpired";
    private const string OnNewDefault = "OnceNewDefaultVersionAvailable";

    // After it a list is old news, and the sentence says so.
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(2);

    // More is no lead: what is upgraded on expiry is upgraded days or weeks before it.
    private const int MostLeadDays = 1_000;

    /// <summary>The outlook of every deployment, by id.</summary>
    public static IReadOnlyList<Retirement> All(Inventory inventory, IReadOnlyList<ModelList> lists, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(lists);
        return
        [
            .. inventory
                .Accounts.SelectMany(found =>
                    found.Deployments.Select(deployment => Of(deployment, found.Account, Locations.Find(lists, found.Account), now))
                )
                .OrderBy(one => one.Deployment, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>The outlook of one deployment.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="account">Its account, whose location counts.</param>
    /// <param name="list">The list of that location; null when it was never asked for.</param>
    /// <param name="now">The time.</param>
    public static Retirement Of(ModelDeployment deployment, FoundryAccount account, ModelList? list, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        ArgumentNullException.ThrowIfNull(account);
        var blank = new Retirement
        {
            Deployment = deployment.Id.Value,
            Model = Named(deployment.ModelName, deployment.ModelVersion),
            Sku = deployment.Sku,
            Region = account.Region,
            Outlook = RetirementOutlook.Unread,
            UpgradeOption = deployment.UpgradeOption,
            ListReadAt = list?.ReadAt,
            Sentence = "",
        };
        if (list?.ReadAt is not { } readAt)
        {
            return blank with
            {
                Sentence =
                    $"when {blank.Model} is retired is not known: {list?.Fault ?? $"the list of models of {account.Region} was not read"}",
            };
        }

        var judged = list.Find(deployment.ModelFormat, deployment.ModelName, deployment.ModelVersion) is { } model
            ? Of(blank with { Lifecycle = model.Status, Replacement = model.Replacement?.ToString() }, model, now)
            : blank with
            {
                Outlook = RetirementOutlook.NotListed,
                Sentence =
                    $"when {blank.Model} is retired is not known: the list of models of {account.Region} does not have it; a version that is retired may leave the list",
                Fix = "look the version up on https://learn.microsoft.com/azure/ai-foundry/openai/concepts/model-retirements",
            };
        return now - readAt <= Fresh
            ? judged
            : judged with
            {
                Sentence =
                    $"{judged.Sentence} (as of {Day(readAt)}: the list could not be read since{(list.Fault is { } fault ? $", {fault}" : "")})",
            };
    }

    private static Retirement Of(Retirement blank, ListedModel model, DateTimeOffset now)
    {
        var sku = model.Sku(blank.Sku);
        var retiresAt = sku?.RetiresAt ?? model.RetiresAt;
        if (retiresAt is not { } date)
        {
            return blank with
            {
                Outlook = RetirementOutlook.NoDate,
                Sentence = (sku?.UnreadDate ?? model.UnreadDate) is { } text
                    ? $"what is published as the retirement date of {blank.Model} is no date ('{text}'), so when it is retired is not known"
                    : $"no retirement date is published for {blank.Model}{Kind(blank)}; that does not mean that it stays",
            };
        }

        var upgrades = Is(blank, OnExpiry) || Is(blank, OnNewDefault);
        var at = upgrades ? ChangeDay(blank, model, date) : date;
        var dated = blank with
        {
            At = at,
            RetiresAt = date,
            IsUpgraded = upgrades,
            ModelRetiresAt = model.RetiresAt is { } whole && whole != date ? whole : null,
            DaysLeft = DaysUntil(at, now),
            Outlook = (now >= at, upgrades) switch
            {
                (true, _) => RetirementOutlook.Past,
                (_, true) => RetirementOutlook.Becomes,
                _ => RetirementOutlook.Stops,
            },
        };
        var unread = sku is { RetiresAt: null, UnreadDate: { } none }
            ? $"; what is published as the date of {blank.Sku} is none ('{none}'), so it may be earlier"
            : "";
        return dated with { Sentence = Sentence(dated, upgrades, model.IsTentative) + unread, Fix = Fix(dated, upgrades) };
    }

    // Whoever waits for the new default is upgraded from its day on, whoever waits for the end some published days before it.
    private static DateTimeOffset ChangeDay(Retirement blank, ListedModel model, DateTimeOffset retiresAt)
    {
        var before = model.Replacement?.LeadDays is { } lead and > 0 and < MostLeadDays ? retiresAt.AddDays(-lead) : (DateTimeOffset?)null;
        var day = Is(blank, OnNewDefault) ? model.Replacement?.UpgradesFrom : before;
        return day < retiresAt ? day.Value : retiresAt;
    }

    private static string Sentence(Retirement one, bool upgrades, bool isTentative)
    {
        var what = $"{one.Model}{Kind(one)}";
        var when = $"{Day(one.At!.Value)}{(one.IsAhead ? $", in {Days(one.DaysLeft!.Value)}" : "")}";
        var whole = one.ModelRetiresAt is { } other ? $" (the model as a whole is retired on {Day(other)})" : "";
        var tentative = isTentative ? "; the date is tentative" : "";
        var target = one.Replacement ?? "a version that the list does not name";
        return (one.Outlook, upgrades) switch
        {
            (RetirementOutlook.Past, true) =>
                $"{what} was to become {target} on {when} and has not yet by what Resource Manager says; it is retired on {Day(one.RetiresAt!.Value)}{whole}",
            (RetirementOutlook.Past, false) => $"{what} was retired on {when}{whole}: calls fail{Instead(one)}",
            (_, true) =>
                $"{what} becomes {target} on {when}, by its upgrade option {one.UpgradeOption}, and may answer otherwise from then on{Retired(one)}{whole}{tentative}{Provisioned(one)}",
            _ => $"{what} stops on {when}{whole}: {Why(one)}, so calls fail from then on{Instead(one)}{tentative}",
        };
    }

    private static string Why(Retirement one) =>
        one.UpgradeOption switch
        {
            null or "" => "it is retired, and nothing says that it is upgraded",
            NoUpgrade => $"it is retired, and its upgrade option is {NoUpgrade}",
            var other => $"it is retired, and its upgrade option {other} is none that is known",
        };

    private static string Retired(Retirement one) => one.RetiresAt > one.At ? $"; it is retired on {Day(one.RetiresAt.Value)}" : "";

    private static string Instead(Retirement one) =>
        one.Replacement is { } replacement ? $"; its replacement is {replacement}" : "; the list names no replacement";

    // Source of the kinds: https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/deployment-types
    private static string Provisioned(Retirement one) =>
        one.Sku.Contains("Provisioned", StringComparison.OrdinalIgnoreCase)
            ? "; whether it does so on the same provisioned capacity the list does not say"
            : "";

    private static string? Fix(Retirement one, bool upgrades)
    {
        var target = one.Replacement ?? "another model";
        return (one.Outlook, upgrades) switch
        {
            (RetirementOutlook.Past, false) => $"deploy {target}, have its callers use it, and delete this deployment",
            (RetirementOutlook.Past, true) => "look at the deployment's version in the Foundry portal",
            (_, true) => $"try {target} with your prompts before; to choose the day yourself, deploy it beside this one",
            _ => $"deploy {target} and have the callers use it before that day; or let it be upgraded (versionUpgradeOption)",
        };
    }

    private static bool Is(Retirement one, string option) => string.Equals(one.UpgradeOption, option, StringComparison.OrdinalIgnoreCase);

    private static string Kind(Retirement one) => one.Sku.Length == 0 ? "" : $" as {one.Sku}";

    private static string Named(string name, string version) => version.Length == 0 ? name : $"{name} {version}";

    private static string Days(int days) => days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days} days");

    internal static int DaysUntil(DateTimeOffset at, DateTimeOffset now) => Math.Max(0, (int)Math.Ceiling((at - now).TotalDays));

    internal static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Where accounts lie, as lists are asked for.</summary>
internal static class Locations
{
    /// <summary>The subscriptions and locations of the accounts that hold deployments, each once.</summary>
    public static IReadOnlyList<(string Subscription, string Location)> Of(Inventory inventory)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        return
        [
            .. inventory
                .Accounts.Where(found => found.Deployments.Count > 0 && Normal(found.Account.Region).Length > 0)
                .Select(found => (Subscription: SubscriptionOf(found.Account), Location: Normal(found.Account.Region)))
                .Distinct()
                .OrderBy(place => place.Subscription, StringComparer.Ordinal)
                .ThenBy(place => place.Location, StringComparer.Ordinal),
        ];
    }

    /// <summary>The list of the account's location; null when there is none.</summary>
    public static ModelList? Find(IReadOnlyList<ModelList> lists, FoundryAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return lists.FirstOrDefault(list => list.Subscription == SubscriptionOf(account) && list.Location == Normal(account.Region));
    }

    /// <summary>The account's subscription (a GUID, lower case).</summary>
    public static string SubscriptionOf(FoundryAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Id.Value.Split('/')[2].ToLowerInvariant();
    }

    /// <summary>
    /// A location's name: accounts may spell <c>Sweden Central</c> what paths spell <c>swedencentral</c>; what is no name is empty.
    /// </summary>
    public static string Normal(string region)
    {
        var name = RegionName.Of(region);
        return name.All(char.IsAsciiLetterOrDigit) ? name : "";
    }
}
