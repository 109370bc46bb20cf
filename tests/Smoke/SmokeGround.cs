using Importer.Arm;
using Importer.Deployments;
using Importer.Foundry;
using Importer.Resources;
using Microsoft.Extensions.Logging.Abstractions;

namespace Smoke;

/// <summary>What was found where the run was pointed at, before anything is made.</summary>
internal sealed record SmokeGround
{
    /// <summary>No more tokens than this are spent on test calls.</summary>
    public const int MostTokens = 2000;

    /// <summary>No more test calls than this are made, those included that wait for a fresh role.</summary>
    public const int MostCalls = 500;

    /// <summary>The deployment to import: one that is there, or the one that the run makes.</summary>
    public required ResourceId Deployment { get; init; }

    /// <summary>The model of the deployment that the run makes; null when it makes none.</summary>
    public string? Model { get; init; }

    public required Uri GatewayUrl { get; init; }

    /// <summary>The gateway's own identity.</summary>
    public required string PrincipalId { get; init; }

    /// <summary>Looks, and makes nothing.</summary>
    /// <exception cref="SmokeFailedException">The run cannot be made here; the message says why and what to do.</exception>
    public static async Task<SmokeGround> FindAsync(
        SmokeTarget target,
        SmokeOptions options,
        string run,
        CancellationToken cancellationToken
    )
    {
        var service = await FindAsync(
            target.Arm,
            "API Management service",
            "--service",
            target.Service,
            Belongings.ApiManagementVersion,
            cancellationToken
        );
        _ = await FindAsync(target.Arm, "Foundry account", "--account", target.Account, Belongings.AccountsVersion, cancellationToken);
        var deployment = options.Model is null
            ? await ChooseAsync(target, options.Deployment, cancellationToken)
            : target.Account.Child("deployments", run);
        target.Recorder.Watch(deployment.Value);
        return new SmokeGround
        {
            Deployment = deployment,
            Model = options.Model,
            GatewayUrl = Uri.TryCreate(service.Body.Text("properties", "gatewayUrl"), UriKind.Absolute, out var url)
                ? url
                : throw new SmokeFailedException(
                    $"The API Management service {target.Service.Name} tells no gateway address; its state is {service.Body.Text("properties", "provisioningState")}. Wait until it is Succeeded."
                ),
            PrincipalId =
                service.Body.Text("identity", "principalId")
                ?? throw new SmokeFailedException(
                    $"The API Management service {target.Service.Name} has no system-assigned identity, and a smoke run changes nothing that it did not make. "
                        + $"Switch it on: az apim update --name {target.Service.Name} --resource-group {target.Service.ResourceGroup} --set identity.type=SystemAssigned"
                ),
        };
    }

    private static async Task<ArmResponse> FindAsync(
        ArmClient arm,
        string kind,
        string option,
        ResourceId id,
        string version,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var found = await arm.GetAsync(id.Value, version, cancellationToken);
            return found.Found
                ? found
                : throw new SmokeFailedException(
                    $"There is no {kind} {id}; check the ID given with {option}, and the subscription and tenant you are signed in to (az account show)."
                );
        }
        catch (ArmException refusal)
        {
            throw new SmokeFailedException(
                $"The {kind} {id} could not be read: {refusal.Message} Check {option} and the sign-in (az login)."
            );
        }
    }

    private static async Task<ResourceId> ChooseAsync(SmokeTarget target, string? name, CancellationToken cancellationToken)
    {
        var inventory = await new FoundrySource(target.Arm, NullLogger<FoundrySource>.Instance).ReadAsync(
            [target.Account],
            cancellationToken
        );
        var all =
            inventory.Unread.Count == 0
                ? inventory.Accounts.SelectMany(found => found.Deployments).ToList()
                : throw new SmokeFailedException($"The deployments of {target.Account} could not be read: {inventory.Unread[0].Reason}");
        var chosen = name is null
            ? all.FirstOrDefault(one =>
                one is { IsSucceeded: true, IsBatch: false }
                && CapabilityCatalog.Of(one, Compatibility.AzureOpenAI).Contains(Capability.Chat)
            )
            : all.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase));
        var there = all.Count == 0 ? "none" : string.Join(", ", all.Select(one => one.Name));
        return chosen?.Id
            ?? throw new SmokeFailedException(
                name is null
                    ? $"The account {target.Account.Name} has no OpenAI deployment that answers chat completions. Name another one with --deployment, or let the run make one with --deploy gpt-4o-mini."
                    : $"The account {target.Account.Name} has no deployment {name}; it has {there}."
            );
    }
}
