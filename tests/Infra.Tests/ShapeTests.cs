namespace Infra.Tests;

/// <summary>For every shape of parameters, what would be deployed is right: infra/shapes, one file for each.</summary>
public sealed class ShapeTests
{
    /// <summary>Every parameter file of infra/shapes.</summary>
    public static TheoryData<string> Shapes => [.. Names];

    internal static IReadOnlyList<string> Names { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(InfraFiles.Root, "infra/shapes"), "*.bicepparam")
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal),
    ];

    [BicepTheory]
    [MemberData(nameof(Shapes))]
    public async Task What_would_be_deployed_is_right(string shape)
    {
        var faults = DeploymentChecks.Of(await PredictAsync(shape)).ToList();

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [BicepFact]
    public async Task A_topic_is_made_in_each_subscription_that_has_none()
    {
        var made = (await PredictAsync("without-events.bicepparam"))
            .OfType("Microsoft.EventGrid/systemTopics")
            .Select(topic => topic.Subscription);

        Assert.Equal([BicepCli.Home], made);
    }

    [BicepFact]
    public async Task Nothing_is_made_that_was_given()
    {
        var types = (await PredictAsync("everything.bicepparam")).Resources.Select(resource => resource.Type).ToHashSet();

        Assert.DoesNotContain("Microsoft.Network/virtualNetworks", types);
        Assert.DoesNotContain("Microsoft.Network/privateDnsZones", types);
        Assert.Contains("Microsoft.Network/privateEndpoints", types);
    }

    [BicepFact]
    public async Task With_check_nobody_may_grant_and_the_gateway_has_its_role_on_every_scope()
    {
        var made = await PredictAsync("check-access.bicepparam");
        var gateway = made
            .Assignments.Where(assignment =>
                assignment.RoleDefinition.EndsWith(Importer.Design.Roles.CognitiveServicesUser, StringComparison.Ordinal)
            )
            .ToList();

        Assert.DoesNotContain("Microsoft.Authorization/roleAssignments/write", made.Text, StringComparison.Ordinal);
        Assert.Equal(3, gateway.Count);
        Assert.Single(gateway, assignment => assignment.Scope.EndsWith("/accounts/contoso", StringComparison.Ordinal));
    }

    // Settings given as text are read by the same function; as secrets they are not shown in a prediction.
    [BicepFact]
    public async Task Tags_given_as_text_arrive()
    {
        var made = await PredictAsync("everything.bicepparam");

        Assert.Equal("42", (string?)made.OfType("Microsoft.Web/sites").Single().Json["tags"]!["cost-center"]);
    }

    [BicepTheory]
    [InlineData("apiManagementServiceId", "'contoso-apim'", "IMPORTER_APIM_ID must be the resource ID of an API Management service")]
    [InlineData(
        "apiManagementServiceId",
        "'/subscriptions/1/resourceGroups/g/providers/Microsoft.Web/sites/x'",
        "IMPORTER_APIM_ID must be the resource ID of an API Management service"
    )]
    [InlineData(
        "discoveryScopeList",
        "'00000000-0000-0000-0000-000000000002'",
        "IMPORTER_SCOPES must hold resource IDs of subscriptions, resource groups or Foundry accounts"
    )]
    [InlineData(
        "discoveryScopeList",
        "'/subscriptions/1/resourceGroups'",
        "IMPORTER_SCOPES must hold resource IDs of subscriptions, resource groups or Foundry accounts"
    )]
    [InlineData(
        "discoveryScopeList",
        "'/providers/Microsoft.Management/managementGroups/corp'",
        "IMPORTER_SCOPES: a management group cannot be a scope; name its subscriptions instead of /providers/Microsoft.Management/managementGroups/corp"
    )]
    [InlineData("existingSystemTopicIds", "'events'", "IMPORTER_SYSTEM_TOPIC_ID must hold resource IDs of Event Grid system topics")]
    [InlineData("moreTagList", "'=x'", "IMPORTER_TAGS must be name=value pairs")]
    [InlineData(
        "privateDnsZoneIds",
        "'/a/privatednszones/privatelink.blob.x'",
        "IMPORTER_PRIVATE_DNS_ZONE_IDS must hold the resource ID of one zone privatelink.queue"
    )]
    [InlineData("endpointSubnetId", "''", "IMPORTER_APP_SUBNET_ID and IMPORTER_ENDPOINT_SUBNET_ID go together")]
    public async Task A_wrong_value_fails_with_words(string parameter, string value, string words)
    {
        using var copy = new InfraCopy();
        copy.Replace("shapes/everything.bicepparam", $@"(?m)^param {parameter} = .*$", $"param {parameter} = {value}");

        var (_, failure) = await BicepCli.PredictAsync(copy.Path("shapes/everything.bicepparam"));

        Assert.Contains(words, failure, StringComparison.Ordinal);
    }

    internal static async Task<Prediction> PredictAsync(string shape)
    {
        var (snapshot, failure) = await BicepCli.PredictAsync(Path.Combine(InfraFiles.Root, "infra/shapes", shape));
        Assert.True(snapshot is not null, failure);
        return new Prediction(snapshot);
    }
}
