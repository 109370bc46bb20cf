using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Gateway.Configuration;

/// <summary>The secrets that the management plane keeps with a resource and shows to nobody but listSecrets and us.</summary>
internal static class KeyRing
{
    private const string Secrets = "$secrets";

    /// <summary>Both keys of a subscription or an account.</summary>
    public static IEnumerable<string> Of(ArmResource resource) => (resource.Body[Secrets] as JsonObject ?? []).Select(pair => (string)pair.Value!);
}
