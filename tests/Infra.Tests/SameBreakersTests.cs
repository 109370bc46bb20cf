namespace Infra.Tests;

/// <summary>The breaker events that the app takes are those that its event subscription passes on, and those that LocalAzure raises.</summary>
public sealed class SameBreakersTests
{
    private const string EventType = """["'](Microsoft\.ApiManagement\.\w+\.\w+)["']""";

    /// <summary>https://learn.microsoft.com/azure/event-grid/event-schema-api-management</summary>
    internal static IReadOnlyList<string> Types { get; } =
    ["Microsoft.ApiManagement.CircuitBreaker.Closed", "Microsoft.ApiManagement.CircuitBreaker.Opened"];

    [Theory]
    [InlineData("src/Functions/Events/BreakerEvent.cs")]
    [InlineData("infra/modules/breaker-subscription.bicep")]
    [InlineData("src/LocalAzure/EventGrid/EventTypes.cs")]
    public void The_code_the_template_and_LocalAzure_name_the_same_types(string file) =>
        Assert.Equal(Types, InfraFiles.All(InfraFiles.Read(file), EventType).Order(StringComparer.Ordinal));

    [BicepTheory]
    [InlineData("one-subscription.bicepparam", null)]
    [InlineData("gateway-elsewhere.bicepparam", "/subscriptions/00000000-0000-0000-0000-000000000003/resourceGroups/rg-gateway/")]
    [InlineData("everything.bicepparam", null)]
    public async Task A_topic_of_the_service_is_made_only_where_breakers_are_watched_and_none_was_given(string shape, string? group)
    {
        var made = (await ShapeTests.PredictAsync(shape))
            .OfType("Microsoft.EventGrid/systemTopics")
            .Where(topic => (string?)topic["topicType"] == BreakerChecks.TopicType)
            .ToList();

        Assert.Equal(group is null ? 0 : 1, made.Count);
        Assert.All(made, topic => Assert.StartsWith(group!, topic.Scope, StringComparison.Ordinal));
    }
}
