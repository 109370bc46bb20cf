namespace LocalAzure.Control;

/// <summary>Body of <c>POST /_local/secrets</c>.</summary>
/// <param name="Address">The secret's identifier, <c>https://&lt;vault&gt;.vault.azure.net/secrets/&lt;name&gt;</c>.</param>
/// <param name="Value">The secret.</param>
public sealed record SecretRequest(string Address, string Value);
