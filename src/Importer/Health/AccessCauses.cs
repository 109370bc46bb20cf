namespace Importer.Health;

/// <summary>Causes that are missing rights: key, role, token, network, content.</summary>
/// <remarks>Source: https://learn.microsoft.com/azure/ai-services/authentication</remarks>
internal static class AccessCauses
{
    public static IReadOnlyList<CauseRule> Rules { get; } =
    [
        new((fault, _) => fault is { Status: 401, Speaker: Speaker.Gateway } && fault.Says("subscription key"), (_, facts) => new(
            CauseCode.SubscriptionKey,
            $"the gateway refuses the subscription key of '{facts.Subscription}' for this API",
            $"look at subscription '{facts.Subscription}' (portal: Subscriptions of the API Management service): it must be active and its scope must cover the API; Health.Subscription names another one") { MayPass = true }),
        new((fault, _) => fault.Status is 401 or 403 && fault.Says("PermissionDenied", "lacks the required data action", "does not have authorization"), (_, facts) => new(
            CauseCode.RoleMissing,
            $"the gateway's identity lacks the role {facts.Role?.RoleName ?? "that the call needs"} on account {facts.AccountName}",
            $"set Access to Ensure and POST /api/import, or grant it: {RoleCommand(facts)}") { MayPass = true }),
        new((fault, _) => fault.Status == 403 && fault.Says("AuthenticationTypeDisabled", "Key based authentication is disabled"), (_, facts) => new(
            CauseCode.LocalAuthDisabled,
            $"account {facts.AccountName} takes no keys (local authentication is disabled), and the API calls it with one",
            "set Authentication to ManagedIdentity for it; or allow keys: az resource update --ids " + facts.AccountId + " --set properties.disableLocalAuth=false")),
        new((fault, facts) => fault.Status is 400 or 401 && !facts.UsesKey && (fault.Says("custom subdomain") || facts.Account is { CustomSubdomain: null or "" }), (_, facts) => new(
            CauseCode.CustomSubdomainMissing,
            $"account {facts.AccountName} has no custom subdomain, without which it takes no Entra tokens",
            $"give it one (it cannot be changed later): az cognitiveservices account update --ids {facts.AccountId} --custom-domain <a unique name>; or set Authentication to ApiKey for it")),
        new((fault, facts) => fault.Status == 401 && (facts.UsesKey || fault.Says("invalid subscription key", "valid key")), (_, facts) => new(
            CauseCode.AccountKeyRefused,
            $"account {facts.AccountName} refuses the key that the gateway holds for it",
            "the key was regenerated: POST /api/import writes the current one (with KeyVaultSecret, put the current key into that secret)")),
        new((fault, facts) => fault.Status == 401 && facts is { UsesKey: false, Audience: not null } && fault.Says("audience"), (_, facts) => new(
            CauseCode.TokenRefused,
            $"account {facts.AccountName} refuses the gateway's token, which is for the audience {facts.Audience}",
            $"set Authentication.Audience to {OtherAudience(facts.Audience!)} (by a rule for this model, such as Match.ModelFormat), then POST /api/import") { MayPass = true }),
        new((fault, _) => fault.Status == 401, (_, facts) => new(
            CauseCode.TokenRefused,
            $"account {facts.AccountName} got no token from the gateway, or one that is not for it",
            "check the API's policy: authentication-managed-identity with resource https://cognitiveservices.azure.com must be there; POST /api/import writes it again") { MayPass = true }),
        new((fault, _) => fault.Status == 403 && fault.Says("Virtual Network", "Firewall", "Public access is disabled", "private endpoint"), (_, facts) => new(
            CauseCode.NetworkRefused,
            $"account {facts.AccountName} refuses the gateway's network",
            $"let the gateway in: Networking of {facts.AccountName} in the Azure portal (selected networks with the gateway's addresses or subnet, or a private endpoint that the gateway's network reaches)")),
        new((fault, _) => fault is { Status: 403, Speaker: Speaker.Gateway } && fault.Says("content safety"), (_, _) => new(
            CauseCode.ContentSafety,
            "the gateway's content safety policy blocked the test call",
            "raise the thresholds in Policies.ContentSafety.Categories, take a word out of its Blocklists, and check that the Content Safety backend (BackendId) answers")),
        new((fault, _) => fault.Status == 403, (_, facts) => new(
            CauseCode.RoleMissing,
            "access was refused",
            $"check the role of the gateway's identity ({RoleCommand(facts)}) and the Networking page of {facts.AccountName}") { MayPass = true }),
    ];

    // Both are in use for models of partners.
    private static string OtherAudience(string audience) =>
        audience.TrimEnd('/') == "https://cognitiveservices.azure.com" ? "https://ai.azure.com" : "https://cognitiveservices.azure.com";

    private static string RoleCommand(ProbeFacts facts) =>
        $"az role assignment create --role {facts.Role?.RoleId ?? "\"Cognitive Services User\""} --assignee-object-id {facts.Service?.PrincipalId ?? "<the service's principal id>"} --assignee-principal-type ServicePrincipal --scope {facts.AccountId}";
}
