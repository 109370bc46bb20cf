using Importer.Resources;

namespace Functions.Tests.Triggers;

/// <summary>What each operation means for who is imported; what is left alone cannot matter.</summary>
public sealed class WatchedEventsTests
{
    private const string Accounts = "Microsoft.CognitiveServices/accounts";
    private const string Action = "Microsoft.Resources.ResourceActionSuccess";
    private const string Elsewhere = AppUnderTest.Subscription + "/resourceGroups/rg-elsewhere";

    [Theory]
    // What is called, and how.
    [InlineData(Accounts + "/deployments/write", AnEvent.Write, AppUnderTest.Deployment, AppUnderTest.Deployment)]
    [InlineData(Accounts + "/deployments/delete", AnEvent.Delete, AppUnderTest.Deployment, AppUnderTest.Deployment)]
    [InlineData(Accounts + "/deployments/pause/action", Action, AppUnderTest.Deployment, AppUnderTest.Deployment)]
    [InlineData(Accounts + "/deployments/resume/action", Action, AppUnderTest.Deployment, AppUnderTest.Deployment)]
    [InlineData("MICROSOFT.COGNITIVESERVICES/ACCOUNTS/DEPLOYMENTS/RESUME/ACTION", Action, AppUnderTest.Deployment, AppUnderTest.Deployment)]
    [InlineData(Accounts + "/write", AnEvent.Write, AppUnderTest.Account, AppUnderTest.Account)]
    [InlineData(Accounts + "/delete", AnEvent.Delete, AppUnderTest.Account, AppUnderTest.Account)]
    [InlineData(Accounts + "/regenerateKey/action", Action, AppUnderTest.Account, AppUnderTest.Account)]
    // Who is in.
    [InlineData("Microsoft.Resources/tags/write", AnEvent.Write, AppUnderTest.Account, AppUnderTest.Account)]
    [InlineData("Microsoft.Resources/tags/write", AnEvent.Write, AppUnderTest.Deployment, AppUnderTest.Deployment)]
    [InlineData(
        "Microsoft.Resources/tags/write",
        AnEvent.Write,
        AppUnderTest.Account + "/providers/Microsoft.Resources/tags/default",
        AppUnderTest.Account
    )]
    [InlineData(
        "Microsoft.Resources/tags/delete",
        AnEvent.Delete,
        AppUnderTest.Deployment + "/providers/microsoft.resources/TAGS/default",
        AppUnderTest.Deployment
    )]
    // Where it is.
    [InlineData("Microsoft.Resources/subscriptions/resourcegroups/delete", AnEvent.Delete, AppUnderTest.Group, AppUnderTest.Group)]
    [InlineData(
        "Microsoft.Resources/subscriptions/resourceGroups/moveResources/action",
        Action,
        AppUnderTest.Group,
        AppUnderTest.Subscription
    )]
    [InlineData("Microsoft.Resources/subscriptions/resourceGroups/moveResources/action", Action, Elsewhere, AppUnderTest.Subscription)]
    [InlineData(
        "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete",
        AnEvent.Delete,
        AppUnderTest.Subscription
            + "/providers/Microsoft.CognitiveServices/locations/swedencentral/resourceGroups/rg-ai/deletedAccounts/contoso",
        AppUnderTest.Group + "/providers/Microsoft.CognitiveServices/accounts/contoso"
    )]
    [InlineData(
        "microsoft.cognitiveservices/LOCATIONS/resourcegroups/deletedaccounts/delete",
        AnEvent.Delete,
        AppUnderTest.Subscription
            + "/providers/microsoft.cognitiveservices/LOCATIONS/swedencentral/resourcegroups/rg-ai/deletedaccounts/contoso",
        AppUnderTest.Group + "/providers/Microsoft.CognitiveServices/accounts/contoso"
    )]
    public async Task What_can_matter_is_looked_at_again_at_once(string operation, string type, string subject, string scope)
    {
        await using var app = AppOverTheSubscription();
        foreach (var happened in new[] { AnEvent.Of(operation, subject, type), AnEvent.CloudOf(operation, subject, type) })
        {
            var message = Assert.Single((await app.SendEventsAsync(happened)).Messages);

            Assert.Equal(ResourceId.Parse(scope), ResourceId.Parse(message["scope"]!.GetValue<string>()));
        }
    }

    [Theory]
    // Reading a key changes none.
    [InlineData(Accounts + "/listKeys/action", Action, AppUnderTest.Account, "which changes no deployment")]
    // What failed or was given up has changed nothing.
    [InlineData(
        Accounts + "/deployments/resume/action",
        "Microsoft.Resources.ResourceActionFailure",
        AppUnderTest.Deployment,
        "which changes no deployment"
    )]
    [InlineData(
        Accounts + "/regenerateKey/action",
        "Microsoft.Resources.ResourceActionCancel",
        AppUnderTest.Account,
        "which changes no deployment"
    )]
    // Other kinds of deployments, and what an account has beside them.
    [InlineData(
        Accounts + "/managedComputeDeployments/write",
        AnEvent.Write,
        AppUnderTest.Account + "/managedComputeDeployments/x",
        "which changes no deployment"
    )]
    [InlineData(Accounts + "/projects/write", AnEvent.Write, AppUnderTest.Account + "/projects/x", "which changes no deployment")]
    [InlineData(Accounts + "/raiPolicies/write", AnEvent.Write, AppUnderTest.Account + "/raiPolicies/x", "which changes no deployment")]
    // Tags of anything else are not read.
    [InlineData(
        "Microsoft.Resources/tags/write",
        AnEvent.Write,
        AppUnderTest.Group,
        "has a subject that is no Microsoft.CognitiveServices/accounts or"
    )]
    [InlineData(
        "Microsoft.Resources/tags/write",
        AnEvent.Write,
        AppUnderTest.Group + "/providers/Microsoft.Compute/virtualMachines/vm",
        "has a subject that is no Microsoft.CognitiveServices/accounts or"
    )]
    [InlineData(
        "Microsoft.Resources/tags/write",
        AnEvent.Write,
        AppUnderTest.Account + "/projects/x",
        "has a subject that is no Microsoft.CognitiveServices/accounts or"
    )]
    // A move that was only checked, and a subject that says nothing.
    [InlineData(
        "Microsoft.Resources/subscriptions/resourceGroups/validateMoveResources/action",
        Action,
        AppUnderTest.Group,
        "which changes no deployment"
    )]
    [InlineData(
        "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete",
        AnEvent.Delete,
        AppUnderTest.Account,
        "has a subject that is no deleted account"
    )]
    [InlineData(
        "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete",
        AnEvent.Delete,
        AppUnderTest.Subscription + "/providers/Microsoft.CognitiveServices/locations/x/resourceGroups/../deletedAccounts/y",
        "has a subject that is no deleted account"
    )]
    public async Task What_cannot_matter_is_left_alone_with_its_reason(string operation, string type, string subject, string reason)
    {
        await using var app = AppOverTheSubscription();

        var answer = await app.SendEventsAsync(AnEvent.Of(operation, subject, type));

        Assert.True(answer.IsDone);
        Assert.Empty(answer.Messages);
        Assert.Contains("left alone, ", app.Logs.All, StringComparison.Ordinal);
        Assert.Contains(reason, app.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_move_looks_at_every_scope_because_it_does_not_say_what_went_where()
    {
        ResourceId[] all = [ResourceId.Parse(AppUnderTest.Group), ResourceId.Parse(Elsewhere)];
        await using var app = new AppUnderTest(AppUnderTest.Settings with { Scopes = all });

        var answer = await app.SendEventsAsync(
            AnEvent.Of(
                "Microsoft.Resources/subscriptions/resourceGroups/moveResources/action",
                AppUnderTest.Subscription + "/resourceGroups/rg-third",
                Action
            )
        );

        Assert.Equal(all.Select(scope => scope.Value), answer.Messages.Select(message => message["scope"]!.GetValue<string>()));
    }

    private static AppUnderTest AppOverTheSubscription() =>
        new(AppUnderTest.Settings with { Scopes = [ResourceId.Parse(AppUnderTest.Subscription)] });
}
