using System.Text.Json.Nodes;
using Importer.Configuration;
using Importer.Deployments;

namespace EndToEnd.Tests.Drift;

/// <summary>Settings as somebody could write them, and accounts with deployments as somebody could have them.</summary>
/// <param name="Seed">Makes the same design again.</param>
/// <param name="Profile">The settings' defaults.</param>
/// <param name="Settings">The same, checked and in their types.</param>
/// <param name="Accounts">The accounts.</param>
/// <param name="Document">The document of source <c>OpenApi</c>.</param>
internal sealed record RandomDesign(
    int Seed,
    JsonObject Profile,
    ImporterSettings Settings,
    IReadOnlyList<AccountInventory> Accounts,
    string Document
)
{
    /// <summary>Where the document is said to be.</summary>
    public const string Location = "https://specs.example/models.json";

    /// <summary>What it takes to make this design again.</summary>
    public override string ToString() =>
        $"""
            seed {Seed}
            defaults {Profile.ToJsonString()}
            accounts {string.Join(
                "; ",
                Accounts.Select(account =>
                    $"{account.Account.Name} ({account.Account.Kind}, {account.Account.Region}): {string.Join(", ", account.Deployments.Select(deployment => $"{deployment.Name} = {deployment.ModelFormat}/{deployment.ModelName}"))}"
                )
            )}
            """;
}
