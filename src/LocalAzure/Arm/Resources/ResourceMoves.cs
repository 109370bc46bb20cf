using System.Text.Json.Nodes;
using LocalAzure.Arm.CognitiveServices;
using LocalAzure.State;

namespace LocalAzure.Arm.Resources;

/// <summary>
/// Moves accounts with their deployments into another resource group, where they have other ids; role assignments stay behind, as
/// documented.
/// https://learn.microsoft.com/rest/api/resources/resources/move-resources
/// </summary>
internal static class ResourceMoves
{
    public static ArmAnswer Start(ArmCall call, ArmResource source)
    {
        var target = Text(call.Document["targetResourceGroup"]);
        if (call.Store.Get(target) is not { Type: ResourceGroups.Type } group)
        {
            throw ArmErrors.ResourceGroupNotFound(ResourceIds.Name(target));
        }

        var accounts = Accounts(call, source);
        var plane = call.Plane;
        var operation = plane.Operations.Start(
            ($"{source.Id}/moveResources", ResourceIds.Parent(source.Id), call.Version),
            call.Cloud.Options.OperationLength,
            Finish,
            () => { }
        );
        return operation.Result ?? plane.Operations.WithHeaders(new ArmAnswer(202), operation);

        ArmAnswer Finish()
        {
            foreach (var account in accounts)
            {
                Move(call, account, group);
            }

            plane.Completed(call, source.Id, "Microsoft.Resources/subscriptions/resourceGroups/moveResources/action", existed: true);
            return ArmAnswer.NoContent;
        }
    }

    private static List<ArmResource> Accounts(ArmCall call, ArmResource source) =>
        [.. (call.Document["resources"] as JsonArray ?? []).Select(id => Account(call, source, Text(id)))];

    private static ArmResource Account(ArmCall call, ArmResource source, string id) =>
        call.Store.Get(id) switch
        {
            { Type: CognitiveTypes.Accounts } account when ResourceIds.IsWithin(account.Id, source.Id) => account,
            null => throw ArmErrors.Refuse(404, "ResourceNotFound", $"The Resource '{id}' was not found."),
            _ => throw ArmErrors.NotSimulated($"the move of '{id}' (only accounts of the group that is named)"),
        };

    private static void Move(ArmCall call, ArmResource account, ArmResource group)
    {
        var id = $"{group.Id}/providers/{account.Type}/{account.Name}";
        var deployments = call.Store.Children(account.Id, CognitiveTypes.Deployments);
        call.Store.Remove(account.Id);
        call.Store.Put(id, account.Type, account.Body);
        foreach (var deployment in deployments)
        {
            call.Store.Put($"{id}/deployments/{deployment.Name}", deployment.Type, deployment.Body);
        }
    }

    private static string Text(JsonNode? value) =>
        value is JsonValue given && given.TryGetValue<string>(out var text)
            ? text
            : throw ArmErrors.Refuse(400, "InvalidRequestContent", "The properties 'resources' and 'targetResourceGroup' are required.");
}
