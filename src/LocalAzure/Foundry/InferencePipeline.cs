using LocalAzure.Control;
using LocalAzure.Foundry.Access;
using LocalAzure.State;

namespace LocalAzure.Foundry;

/// <summary>One request: account, operation, version, access, model, limits, answer.</summary>
internal sealed class InferencePipeline(HttpContext http, Cloud cloud, FoundryState state)
{
    private const string Accounts = "Microsoft.CognitiveServices/accounts";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        http.Response.Headers["apim-request-id"] = Guid.NewGuid().ToString();
        try
        {
            var call = Find();
            var fault = await FaultAsync(call, cancellationToken);
            if (fault?.Refuse == true)
            {
                Recorder.Drop(http);
                return;
            }

            ApiVersions.Check(call);
            AccessCheck.Apply(call);
            if (fault?.Status is not null)
            {
                throw fault.Answer();
            }

            if (call.Operation.Capability != Capability.None)
            {
                await new DeploymentFinder(call).FindAsync(cancellationToken);
            }

            await call.Operation.Handle(call, cancellationToken);
        }
        catch (FoundryException fault)
        {
            await WriteAsync(fault, cancellationToken);
        }
        catch (InvalidOperationException) when (!http.Response.HasStarted)
        {
            // A text where an object belongs, or the like, deep in the body.
            await WriteAsync(
                FoundryException.Invalid("invalid_type", "A field of the request body has the wrong type.", null),
                cancellationToken
            );
        }
    }

    /// <summary>The fault that was asked for this deployment, its delay waited for.</summary>
    private async Task<DeploymentFault?> FaultAsync(InferenceCall call, CancellationToken cancellationToken)
    {
        if (cloud.DeploymentFaults.All.Count == 0)
        {
            return null;
        }

        var fault = cloud.DeploymentFaults.Take(call.Account.Name, await new DeploymentFinder(call).TryNameAsync(cancellationToken));
        if (fault?.DelayMs is { } delay)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delay), cloud.Clock, cancellationToken);
        }

        return fault;
    }

    /// <exception cref="FoundryException">404.</exception>
    private InferenceCall Find()
    {
        var path = http.Request.Path.Value ?? "/";
        var parts = path.TrimStart('/').Split('/', 2);
        var account =
            AccountNamed(cloud, parts[0])
            ?? throw FoundryException.Of(
                StatusCodes.Status404NotFound,
                "AccountNotFound",
                $"No account '{parts[0]}' answers here; in Azure its host name would not resolve."
            );
        http.Response.Headers["x-ms-region"] = (string?)account.Body["location"];
        var below = $"/{(parts.Length == 2 ? parts[1] : string.Empty)}";
        foreach (var operation in InferenceOperations.All.Where(operation => Serves(account, operation)))
        {
            if (operation.Match(http.Request.Method, below) is { } parameters)
            {
                return new InferenceCall(http, cloud, state)
                {
                    Account = account,
                    Operation = operation,
                    Parameters = parameters,
                };
            }
        }

        throw Unsimulated.Knows(below) ? FoundryException.NotSimulated($"{http.Request.Method} {below}") : FoundryException.NotFound();
    }

    /// <summary>The account behind a host name of Azure.</summary>
    public static ArmResource? AccountNamed(Cloud cloud, string name) =>
        cloud
            .Store.OfType(Accounts)
            .FirstOrDefault(account => Same(account.Name, name) || Same((string?)account.Body["properties"]?["customSubDomainName"], name));

    /// <summary>
    /// Accounts of kind OpenAI have no model inference API, https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/endpoints
    /// </summary>
    private static bool Serves(ArmResource account, InferenceOperation operation) =>
        !Same((string?)account.Body["kind"], "OpenAI") || operation.Template.StartsWith("/openai", StringComparison.Ordinal);

    private static bool Same(string? a, string? b) => a is not null && string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private async Task WriteAsync(FoundryException fault, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = fault.Status;
        http.Response.ContentType = "application/json";
        foreach (var (name, value) in fault.Headers)
        {
            http.Response.Headers[name] = value;
        }

        await http.Response.WriteAsync(fault.Body.ToJsonString(), cancellationToken);
    }
}
