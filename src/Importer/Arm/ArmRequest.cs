using System.Text.Json.Nodes;
using Azure.Core;

namespace Importer.Arm;

/// <summary>One request as it goes out.</summary>
internal sealed record ArmRequest(ArmCall Call, Uri Address)
{
    public JsonNode? Body { get; init; }

    public ArmCondition? Condition { get; init; }

    public void WriteTo(Request request)
    {
        request.Method = RequestMethod.Parse(Call.Method);
        request.Uri.Reset(Address);
        request.Headers.Add("Accept", "application/json");
        if (Condition is { } condition)
        {
            request.Headers.Add(condition.Header, condition.Value);
        }

        if (Body is { } body)
        {
            request.Headers.Add("Content-Type", "application/json");
            request.Content = RequestContent.Create(body.ToBytes());
        }
    }
}
