namespace Importer.Health;

/// <summary>What to do, as far as it is true here: from the settings, the design and what earlier runs were refused.</summary>
internal static class Fixes
{
    /// <summary>Puts back what is not as designed.</summary>
    public static string Repair(ProbeFacts facts)
    {
        if (
            facts
                .Deviations.Select(deviation => facts.RefusedWrites.GetValueOrDefault(deviation.Key))
                .FirstOrDefault(refusal => refusal is not null) is
            { } refused
        )
        {
            return $"the importer could not put it right ({refused}): remove what stands in its way, then POST /api/import";
        }

        return facts.RepairsDrift
            ? "the next drift check puts it right (Drift.Mode is Repair); at once: POST /api/import"
            : "put it right: POST /api/import, or set Drift.Mode to Repair and wait for the next drift check";
    }

    /// <summary>Gives the gateway's identity its role.</summary>
    public static string Grant(ProbeFacts facts)
    {
        if (facts.ClientId is not null || facts.Role is not { } role)
        {
            return $"grant it: {RoleCommand(facts)}";
        }

        if (facts.RefusedWrites.GetValueOrDefault(role.Key) is { } refused)
        {
            return $"the importer may not grant it ({refused}); grant it: {RoleCommand(facts)}";
        }

        if (role.CheckOnly)
        {
            return $"grant it: {RoleCommand(facts)} (Access is Check, so the importer does not)";
        }

        return $"POST /api/import, or grant it: {RoleCommand(facts)}";
    }

    /// <summary>The command that grants the role to the identity that the API's policy uses.</summary>
    public static string RoleCommand(ProbeFacts facts)
    {
        var role = facts.Role?.RoleId ?? "\"Cognitive Services User\"";
        var assignee = facts.ClientId is { } client
            ? $"--assignee {client}"
            : $"--assignee-object-id {facts.Service?.PrincipalId ?? "<the service's principal id>"} --assignee-principal-type ServicePrincipal";
        return $"az role assignment create --role {role} {assignee} --scope {facts.AccountId}";
    }

    /// <summary>Puts another model in the place of one that is no more.</summary>
    public static string Replace(ProbeFacts facts)
    {
        var target =
            facts.Ahead?.Replacement
            ?? "a model that is still served (https://learn.microsoft.com/azure/ai-foundry/openai/concepts/model-retirements names replacements)";
        return $"deploy {target} in {facts.AccountName} and have the callers use it; to keep the deployment's name, delete this deployment and deploy the other under it";
    }

    private const string Services = "https://cognitiveservices.";
    private const string Foundry = "https://ai.";

    /// <summary>The audience to try instead: both are in use for models of partners.</summary>
    public static string OtherAudience(string audience)
    {
        if (audience.TrimEnd('/') is var known && known.StartsWith(Services, StringComparison.OrdinalIgnoreCase))
        {
            return $"https://ai.{known[Services.Length..]}";
        }

        if (known.StartsWith(Foundry, StringComparison.OrdinalIgnoreCase))
        {
            return $"{Services}{known[Foundry.Length..]}";
        }

        return $"{Services}azure.com";
    }

    /// <summary>Switches the service's identity on without taking another one away.</summary>
    public static string SwitchIdentityOn(ProbeFacts facts)
    {
        var type = facts.Service?.HasUserAssignedIdentity == true ? "\"SystemAssigned, UserAssigned\"" : "SystemAssigned";
        var role =
            facts.Role is { CheckOnly: false } grant && !facts.RefusedWrites.ContainsKey(grant.Key)
                ? "POST /api/import grants the role"
                : "grant its role on the account";
        return $"switch it on: az apim update --ids {facts.Service?.Id.Value ?? "<the service's id>"} --set identity.type={type} (portal: Managed identities of the service); then {role}";
    }

    /// <summary>Where a limit can be raised: in the settings when the design has it, else where people put it.</summary>
    public static string Raise(ProbeFacts facts, string setting, params ReadOnlySpan<string> elements) =>
        facts.Designed(elements) == false
            ? $"the importer's policy for this API has no such limit: raise it in the policy of a product, of the service{Fragments(facts)}"
            : $"raise {setting}";

    /// <summary>Every place besides the account that the policy calls.</summary>
    public static string OtherPlaces(ProbeFacts facts) =>
        string.Concat(facts.OtherBackends.Select(backend => $"; backend '{backend}', which the policy calls too"));

    private static string Fragments(ProbeFacts facts) =>
        facts.Fragments.Count == 0 ? "" : $" or of fragment {string.Join(", ", facts.Fragments)}";
}
