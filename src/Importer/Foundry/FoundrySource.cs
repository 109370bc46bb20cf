using System.Text.Json;
using Importer.Arm;
using Importer.Deployments;
using Importer.Resources;
using Microsoft.Extensions.Logging;

namespace Importer.Foundry;

/// <summary>Reads Microsoft.CognitiveServices accounts and their deployments from Resource Manager.</summary>
/// <remarks>
/// Resource Manager is the only truth about deployments; the data plane's list of models is its catalogue.
/// Source: https://learn.microsoft.com/rest/api/aiservices/accountmanagement/deployments/list
/// </remarks>
/// <param name="arm">Resource Manager.</param>
/// <param name="logger">Where readings that failed are told.</param>
internal sealed partial class FoundrySource(ArmClient arm, ILogger<FoundrySource> logger) : IDeploymentSource
{
    private const string ApiVersion = "2025-06-01";

    // Before 2026-05 nothing tells that a deployment is paused (deploymentState).
    // Source: https://learn.microsoft.com/azure/templates/microsoft.cognitiveservices/2026-07-01/accounts/deployments
    private const string DeploymentsVersion = "2026-07-01";
    private const int AtOnce = 8;

    // Other kinds (speech, vision, language …) hold no model deployments, so their lists are not asked for.
    private static readonly string[] KindsWithDeployments = ["OpenAI", "AIServices", "CognitiveServices"];

    /// <inheritdoc/>
    public async Task<Inventory> ReadAsync(IReadOnlyList<ResourceId> scopes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        var reading = new FoundryReading();
        var accounts = await Task.WhenAll(FoundryScopes.Fewest(scopes).Select(scope => AccountsAsync(scope, reading, cancellationToken)));
        await Parallel.ForEachAsync(
            accounts.SelectMany(found => found).DistinctBy(account => account.Id),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (account, token) => await DeploymentsAsync(account, reading, token)
        );
        return reading.Close();
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(ResourceId account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        try
        {
            _ = Account(account, await arm.RequireAsync(account.Value, ApiVersion, cancellationToken));
            return true;
        }
        catch (ArmException refusal) when (FoundryAbsence.IsProven(account, refusal))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<Inventory> ListAccountsAsync(IReadOnlyList<ResourceId> scopes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        var reading = new FoundryReading();
        var accounts = await Task.WhenAll(FoundryScopes.Fewest(scopes).Select(scope => AccountsAsync(scope, reading, cancellationToken)));
        foreach (var account in accounts.SelectMany(found => found))
        {
            reading.Found(new(account, []));
        }

        return reading.Close();
    }

    /// <inheritdoc/>
    public async Task<string> ReadKeyAsync(ResourceId account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var answer = await arm.PostAsync($"{account.Value}/listKeys", ApiVersion, cancellationToken);
        return answer.Body.Text("key1") is { Length: > 0 } key
            ? key
            : throw ArmProof.Missing(new("POST", $"{account.Value}/listKeys"), answer.Status, "a key");
    }

    private async Task<IReadOnlyList<FoundryAccount>> AccountsAsync(
        ResourceId scope,
        FoundryReading reading,
        CancellationToken cancellationToken
    )
    {
        try
        {
            IReadOnlyList<FoundryAccount> found = scope.Type is null
                ? Accounts(scope, await arm.ListAsync(FoundryScopes.PathOf(scope), ApiVersion, cancellationToken))
                : [Account(scope, await arm.RequireAsync(scope.Value, ApiVersion, cancellationToken))];
            reading.Covered(scope);
            return found;
        }
        catch (ArmException refusal) when (FoundryAbsence.IsProven(scope, refusal))
        {
            LogGone(scope, refusal.Code);
            reading.Missing(scope);
            return [];
        }
        catch (ArmException refusal)
        {
            LogUnread(scope, refusal.Message, refusal.RequestId);
            reading.Unread(scope, refusal);
            return [];
        }
    }

    private async Task DeploymentsAsync(FoundryAccount account, FoundryReading reading, CancellationToken cancellationToken)
    {
        try
        {
            var found = KindsWithDeployments.Contains(account.Kind, StringComparer.OrdinalIgnoreCase)
                ? await arm.ListAsync($"{account.Id.Value}/deployments", DeploymentsVersion, cancellationToken)
                : [];
            reading.Found(
                new(account, [.. Deployments(account.Id, found).OrderBy(deployment => deployment.Name, StringComparer.OrdinalIgnoreCase)])
            );
        }
        catch (ArmException refusal) when (FoundryAbsence.IsHinted(refusal))
        {
            await ConfirmGoneAsync(account.Id, refusal, reading, cancellationToken);
        }
        catch (ArmException refusal)
        {
            LogUnread(account.Id, refusal.Message, refusal.RequestId);
            reading.Unread(account.Id, refusal);
        }
    }

    // Deleted between the two readings; or one of two answers that contradict each other, which prove nothing.
    private async Task ConfirmGoneAsync(ResourceId account, ArmException hint, FoundryReading reading, CancellationToken cancellationToken)
    {
        try
        {
            if (await ExistsAsync(account, cancellationToken))
            {
                throw ArmProof.Missing(hint.Call, hint.Status, $"cause: {account} is there, and its deployments are said not to be");
            }

            LogGone(account, hint.Code);
        }
        catch (ArmException refusal)
        {
            LogUnread(account, refusal.Message, refusal.RequestId);
            reading.Unread(account, refusal);
        }
    }

    private static FoundryAccount Account(ResourceId account, ArmResponse answer) =>
        FoundryJson.Account(answer.Body) is { } found && found.Id == account
            ? found
            : throw ArmProof.Missing(new("GET", account.Value), answer.Status, "the account's id, kind and state");

    private static List<FoundryAccount> Accounts(ResourceId scope, IReadOnlyList<JsonElement> items) =>
        [
            .. items.Select(item =>
                FoundryJson.Account(item) ?? throw Unreadable(FoundryScopes.PathOf(scope), "id, kind and state of every account")
            ),
        ];

    private static List<ModelDeployment> Deployments(ResourceId account, IReadOnlyList<JsonElement> items) =>
        [
            .. items.Select(item =>
                FoundryJson.Deployment(account, item)
                ?? throw Unreadable($"{account.Value}/deployments", "id, model and state of every deployment")
            ),
        ];

    private static ArmException Unreadable(string path, string what) => ArmProof.Missing(new("GET", path), 200, what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Scope} is not there ({Code}); nothing is expected below it")]
    private partial void LogGone(ResourceId scope, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Scope} could not be read: {Reason} (request {RequestId})")]
    private partial void LogUnread(ResourceId scope, string reason, string? requestId);
}

/// <summary>Tells a resource that is gone from an answer that only looks so.</summary>
internal static class FoundryAbsence
{
    // A missing subscription is not proof: it may have moved to another tenant, or its id may be mistyped.
    // https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found
    private const string GroupIsGone = "ResourceGroupNotFound";

    private static readonly string[] Proof = ["ResourceNotFound", GroupIsGone, "ParentResourceNotFound", "NotFound"];

    /// <summary>
    /// True when the service says in its own words that <paramref name="scope"/> is not there: an account's own 404, or that the
    /// group of a list is gone. A 404 of a list below an account is not enough, see <see cref="IsHinted"/>.
    /// </summary>
    public static bool IsProven(ResourceId scope, ArmException refusal) =>
        scope.IsOfType(FoundryAccount.ResourceType) && string.Equals(refusal.Call.Path, scope.Value, StringComparison.OrdinalIgnoreCase)
            ? IsHinted(refusal)
            : refusal.Status == 404 && string.Equals(refusal.Code, GroupIsGone, StringComparison.OrdinalIgnoreCase);

    /// <summary>True when an answer says that something is not there; whether that is the account, only the account can tell.</summary>
    public static bool IsHinted(ArmException refusal) =>
        refusal.Status == 404 && Proof.Contains(refusal.Code, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Turns scopes into the fewest places to look.</summary>
internal static class FoundryScopes
{
    /// <summary>The scopes with deployments replaced by their accounts, and without those that another one contains.</summary>
    public static IReadOnlyList<ResourceId> Fewest(IReadOnlyList<ResourceId> scopes)
    {
        var places = scopes.Select(FoundryAccount.IdOf).Distinct().ToList();
        return [.. places.Where(place => !places.Any(other => other != place && other.Covers(place)))];
    }

    /// <summary>The list or resource to read for a scope.</summary>
    public static string PathOf(ResourceId scope) =>
        scope.Type is null ? $"{scope.Value}/providers/{FoundryAccount.ResourceType}" : scope.Value;
}
