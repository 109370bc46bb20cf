using System.Text.Json;
using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Azure.Messaging.EventGrid.SystemEvents;
using Functions.Events;

namespace Functions.Tests.Events;

/// <summary>Event Grid's own client library judges what we read.</summary>
public sealed class OfficialParsersTests
{
    private const string Operation = "Microsoft.CognitiveServices/accounts/deployments/write";

    [Fact]
    public void An_event_grid_event_is_read_as_the_official_parser_reads_it()
    {
        var json = AnEvent.Of(Operation, AppUnderTest.Deployment).ToJsonString();
        var official = EventGridEvent.Parse(BinaryData.FromString(json));
        Assert.True(official.TryGetSystemEventData(out var data));
        var written = Assert.IsType<ResourceWriteSuccessEventData>(data);

        var read = ArmEvent.Read(JsonElement.Parse(json));

        Assert.Equal(
            (
                official.Id,
                official.EventType,
                official.Subject,
                (DateTimeOffset?)official.EventTime,
                written.OperationName,
                written.Status,
                written.CorrelationId,
                written.SubscriptionId
            ),
            (read.Id, read.Type, read.Subject, read.Time, read.OperationName, read.Status, read.CorrelationId, read.SubscriptionId)
        );
    }

    [Fact]
    public void A_cloud_event_is_read_as_the_official_parser_reads_it()
    {
        var json = AnEvent.CloudOf(Operation, AppUnderTest.Deployment).ToJsonString();
        var official = CloudEvent.Parse(BinaryData.FromString(json))!;

        var read = ArmEvent.Read(JsonElement.Parse(json));

        Assert.Equal((official.Id, official.Type, official.Subject, official.Time), (read.Id, read.Type, read.Subject, read.Time));
        Assert.Equal(Operation, read.OperationName);
    }
}
