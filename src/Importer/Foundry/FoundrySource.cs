using Importer.Arm;
using Importer.Deployments;
using Microsoft.Extensions.Logging;

namespace Importer.Foundry;

/// <summary>Reads Microsoft.CognitiveServices accounts and their deployments from Resource Manager.</summary>
/// <remarks>
/// Resource Manager is the only truth about deployments; the data plane's list of models is its catalogue.
/// Source: https://learn.microsoft.com/rest/api/aiservices/accountmanagement/deployments/list
/// </remarks>
/// <param name="arm">Resource Manager.</param>
/// <param name="logger">Where readings that failed are told.</param>
public sealed partial class FoundrySource(ArmClient arm, ILogger<FoundrySource> logger) : IDeploymentSource
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
            async (account, token) => await DeploymentsAsync(account, reading, token));
        return reading.Close();
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(ResourceId account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        try
        {
            await arm.RequireAsync(account.Value, ApiVersion, cancellationToken);
            return true;
        }
        catch (ArmException refusal) when (FoundryAbsence.IsProven(refusal))
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
            : throw new ArmException(new("POST", $"{account.Value}/listKeys"), answer.Status, new() { Code = "NoKey", Message = "The account gave no key." });
    }

    private async Task<IReadOnlyList<FoundryAccount>> AccountsAsync(ResourceId scope, FoundryReading reading, CancellationToken cancellationToken)
    {
        try
        {
            var found = scope.Type is null
                ? await arm.ListAsync(FoundryScopes.PathOf(scope), ApiVersion, cancellationToken)
                : [(await arm.RequireAsync(scope.Value, ApiVersion, cancellationToken)).Body];
            reading.Covered(scope);
            return [.. found.Select(FoundryJson.Account).OfType<FoundryAccount>()];
        }
        catch (ArmException refusal) when (FoundryAbsence.IsProven(refusal))
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
            reading.Found(new(account, [.. found.Select(FoundryJson.Deployment).OfType<ModelDeployment>().OrderBy(deployment => deployment.Name, StringComparer.OrdinalIgnoreCase)]));
        }
        catch (ArmException refusal) when (FoundryAbsence.IsProven(refusal))
        {
            // Deleted between the two readings.
            LogGone(account.Id, refusal.Code);
        }
        catch (ArmException refusal)
        {
            LogUnread(account.Id, refusal.Message, refusal.RequestId);
            reading.Unread(account.Id, refusal);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Scope} is not there ({Code}); nothing is expected below it")]
    private partial void LogGone(ResourceId scope, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Scope} could not be read: {Reason} (request {RequestId})")]
    private partial void LogUnread(ResourceId scope, string reason, string? requestId);
}
