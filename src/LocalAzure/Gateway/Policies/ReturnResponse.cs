using LocalAzure.Gateway.Documents;

namespace LocalAzure.Gateway.Policies;

/// <summary>
/// Ends the pipeline with an answer of its own; nothing after it runs.
/// https://learn.microsoft.com/azure/api-management/return-response-policy
/// </summary>
internal sealed class ReturnResponse(SetStatus? status, IReadOnlyList<SetHeader> headers, SetBody? body) : Policy
{
    public static PolicyShape Shape { get; } =
        new()
        {
            Element = new ElementShape("return-response") { Elements = [SetStatus.Part, SetHeader.Part, SetBody.Part] },
            Sections = PolicySections.All,
            Source = "https://learn.microsoft.com/azure/api-management/return-response-policy",
            Make = static node => new ReturnResponse(
                node.Children("set-status").Select(SetStatus.Shape.Make).OfType<SetStatus>().FirstOrDefault(),
                [.. node.Children("set-header").Select(SetHeader.Shape.Make).OfType<SetHeader>()],
                node.Children("set-body").Select(SetBody.Shape.Make).OfType<SetBody>().FirstOrDefault()
            ),
        };

    public override Task RunAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        var response = GatewayResponse.Of(StatusCodes.Status200OK);
        status?.Apply(context, response);
        foreach (var header in headers)
        {
            header.Apply(context, response.Headers);
        }

        if (body is not null)
        {
            response.Replace(body.Bytes(context));
        }

        context.Answer(response);
        context.Next = NextStep.Respond;
        return Task.CompletedTask;
    }
}
