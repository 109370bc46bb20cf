namespace Infra.Tests;

/// <summary>What must be true of the topic that tells of circuit breakers: of the service, with its right to dead letters, and of two types.</summary>
internal static class BreakerChecks
{
    /// <summary>Event Grid's word for topics of API Management: https://learn.microsoft.com/azure/event-grid/system-topics</summary>
    public const string TopicType = "Microsoft.ApiManagement.Service";

    private const string Function = "BreakerChanged";

    /// <summary>All faults of what would be made.</summary>
    public static IEnumerable<string> Of(Prediction made)
    {
        var topic = made.Output("IMPORTER_BREAKER_TOPIC_ID");
        var topics = made.OfType("Microsoft.EventGrid/systemTopics").Where(one => (string?)one["topicType"] == TopicType).ToList();
        var subscriptions = made.OfType("Microsoft.EventGrid/systemTopics/eventSubscriptions").Where(IsOfBreakers).ToList();
        return topic.Length == 0
            ? topics.Concat(subscriptions).Select(one => $"{one} is made, and breakers are not watched")
            : [.. topics.SelectMany(one => Topic(made, one)), .. DeadLetters(made, topic), .. Subscriptions(made, topic, subscriptions)];
    }

    private static IEnumerable<string> Topic(Prediction made, PredictedResource topic)
    {
        if ((string?)topic["source"] != made.Settings()["Importer__ApiManagement__ServiceId"])
        {
            yield return $"{topic} tells of another service: {topic["source"]}";
        }

        if ((string?)topic.Json["location"] == "global")
        {
            yield return $"{topic} is not in the region of its service";
        }

        if ((string?)topic.Json["identity"]?["type"] != "SystemAssigned")
        {
            yield return $"{topic} has no identity";
        }
    }

    private static IEnumerable<string> DeadLetters(Prediction made, string topic)
    {
        var puts = made.Assignments.Any(assignment =>
            assignment.Scope.EndsWith("/containers/eventgrid-deadletters", StringComparison.Ordinal)
            && ((string)assignment["principalId"]!).Contains($"'{topic}',", StringComparison.Ordinal)
        );
        if (!puts)
        {
            yield return $"{topic} may not put dead letters away";
        }
    }

    // None before the function is there: the hook makes it then.
    private static IEnumerable<string> Subscriptions(Prediction made, string topic, IReadOnlyList<PredictedResource> subscriptions)
    {
        var connects = made.OfType("Microsoft.EventGrid/systemTopics/eventSubscriptions").Any(one => !IsOfBreakers(one));
        if (subscriptions.Count != (connects ? 1 : 0))
        {
            yield return $"breakers of {topic} reach the app by {subscriptions.Count} event subscriptions";
        }

        foreach (var one in subscriptions)
        {
            if (!one.Scope.StartsWith($"{topic}/", StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{one} is not of {topic}";
            }

            if (!((string)one["destination"]!["properties"]!["resourceId"]!).EndsWith($"/functions/{Function}", StringComparison.Ordinal))
            {
                yield return $"{one} does not go to {Function}";
            }

            var types = one["filter"]!["includedEventTypes"]!.AsArray().Select(type => (string)type!).ToList();
            foreach (var missing in SameBreakersTests.Types.Except(types))
            {
                yield return $"{one} does not pass {missing} on";
            }

            foreach (var more in types.Except(SameBreakersTests.Types))
            {
                yield return $"{one} passes {more} on, which nobody asked for";
            }

            if ((string?)one["filter"]!["subjectBeginsWith"] != "/backends/")
            {
                yield return $"{one} passes on what is of no backend";
            }
        }
    }

    private static bool IsOfBreakers(PredictedResource subscription) =>
        subscription["filter"]!["includedEventTypes"]!
            .AsArray()
            .Any(type => ((string)type!).StartsWith("Microsoft.ApiManagement.", StringComparison.Ordinal));
}
