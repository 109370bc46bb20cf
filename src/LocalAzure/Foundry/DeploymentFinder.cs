using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Foundry;

/// <summary>Finds the deployment a call names, in the path or in the body, and checks that it can serve it.</summary>
internal sealed class DeploymentFinder(InferenceCall call)
{
    private const string Type = "Microsoft.CognitiveServices/accounts/deployments";

    /// <exception cref="FoundryException">404 DeploymentNotFound, 400 OperationNotSupported.</exception>
    public async Task FindAsync(CancellationToken cancellationToken)
    {
        var name = await NameAsync(cancellationToken);
        var deployment = call.Cloud.Store.Get($"{call.Account.Id}/deployments/{name}");
        if (deployment is not { Type: Type } || !call.State.Readiness.IsReady(deployment))
        {
            throw FoundryException.DeploymentNotFound();
        }

        call.FoundModel = ModelCard.Of(deployment);
        CheckState(deployment);
        CheckCapability(call.FoundModel);
        ApiVersions.CheckFor(call.FoundModel, call);
    }

    /// <summary>The deployment that the call names; null when it names none.</summary>
    public async Task<string?> TryNameAsync(CancellationToken cancellationToken)
    {
        try
        {
            return call.Operation.Capability == Capability.None ? null : await NameAsync(cancellationToken);
        }
        catch (FoundryException)
        {
            return null;
        }
    }

    private async Task<string> NameAsync(CancellationToken cancellationToken)
    {
        if (call.Parameters.TryGetValue("deployment-id", out var inPath))
        {
            return inPath;
        }

        if (call.Operation.Capability == Capability.Info)
        {
            return call.Http.Request.Query["model"].FirstOrDefault() ?? FirstDeployment();
        }

        return await NamedAsync(cancellationToken)
            ?? throw FoundryException.Invalid("missing_required_parameter", "Missing required parameter: 'model'.", "model");
    }

    private async Task<string?> NamedAsync(CancellationToken cancellationToken)
    {
        if (call.Http.Request.HasFormContentType)
        {
            return (await call.Http.Request.ReadFormAsync(cancellationToken))["model"].FirstOrDefault();
        }

        var model = (await call.BodyAsync(cancellationToken))["model"];
        return model is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    private string FirstDeployment() =>
        call.Cloud.Store.Children(call.Account.Id, Type) is [var first, ..] ? first.Name : throw FoundryException.DeploymentNotFound();

    /// <summary>Neither wording is documented: the states are, the answers are ours.</summary>
    private static void CheckState(ArmResource deployment)
    {
        if ((string?)deployment.Body["properties"]?["deploymentState"] == "Paused")
        {
            throw FoundryException.Of(StatusCodes.Status423Locked, "DeploymentPaused", $"The deployment '{deployment.Name}' is paused.");
        }

        if (((string?)deployment.Body["sku"]?["name"])?.EndsWith("Batch", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw FoundryException.Of(
                StatusCodes.Status400BadRequest,
                "OperationNotSupported",
                $"The deployment '{deployment.Name}' serves batch jobs only."
            );
        }
    }

    private void CheckCapability(ModelCard model)
    {
        if (!model.IsServedOn(call.Operation.Template))
        {
            throw FoundryException.ApiNotSupported();
        }

        var isForeign = call.Operation.Template.StartsWith("/openai/deployments/", StringComparison.Ordinal) && !model.IsOpenAI;
        if (isForeign || !model.Can(call.Operation.Capability))
        {
            throw FoundryException.Of(
                StatusCodes.Status400BadRequest,
                "OperationNotSupported",
                $"The {call.Operation.Word} operation does not work with the specified model, {model.Name}. Please choose different model and try again. You can learn more about which models can be used with each operation here: https://go.microsoft.com/fwlink/?linkid=2197993."
            );
        }
    }
}
