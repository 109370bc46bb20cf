using System.Text.Json.Nodes;
using Importer.Arm;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Apim;

/// <summary>Writes and deletes one resource at a time; writes to one API never overlap.</summary>
internal sealed class ApimWriter(ArmClient arm, ApimReader reader, ApimGatewaySettings settings, TimeProvider clock)
{
    private readonly ApimPaths _paths = new(settings.ServiceId);
    private readonly ApiWriteLock _turns = new(clock);

    public async Task<WriteFailure?> PutAsync(GatewayResource resource, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            using var turn = await _turns.EnterAsync(resource.ApiId, cancellationToken);
            turn.IsImport = resource is Api { Definition.Document: not null };
            return resource switch
            {
                ServiceIdentity => await PutIdentityAsync(cancellationToken),
                RoleGrant grant => await PutRoleAsync(grant, cancellationToken),
                ProductLink link => await PutLinkAsync(link, cancellationToken),
                ApiTag tag => await PutTagAsync(tag, cancellationToken),
                _ when etag is null => await CreateAsync(resource, cancellationToken),
                _ => await UpdateAsync(resource, etag, cancellationToken),
            };
        }
        catch (ArmException refusal)
        {
            return ApimFailures.OfWrite(refusal);
        }
    }

    public async Task<WriteFailure?> DeleteAsync(ResourceKey key, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            if (_paths.Of(key) is not { } path)
            {
                return new(WriteFailureKind.Permanent, $"A resource of kind {key.Kind} is never withdrawn by the importer.");
            }

            using var turn = await _turns.EnterAsync(ApimPaths.ApiOf(key), cancellationToken);
            var (tag, failure) = await CurrentTagAsync(key, etag, cancellationToken);
            if (failure is not null || tag is null)
            {
                return failure;
            }

            // Links take no condition. An API goes with the revisions it may have got meanwhile.
            var query = key.Kind == ResourceKind.Api ? "?deleteRevisions=true" : "";
            await arm.DeleteAsync(
                path + query,
                ApimPaths.ApiVersion,
                key.Kind is ResourceKind.ProductLink or ResourceKind.Tag ? null : ArmCondition.IfStill(tag),
                cancellationToken
            );
            return null;
        }
        catch (ArmException refusal)
        {
            return ApimFailures.OfDelete(key, refusal);
        }
    }

    private async Task<WriteFailure?> CreateAsync(GatewayResource resource, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(resource, ArmCondition.IfAbsent, cancellationToken);
            return null;
        }
        catch (ArmException refusal) when (refusal.Kind == ArmErrorKind.Changed)
        {
            // Somebody else made it, or we did and the answer was lost on its way.
            return await reader.FindAsync(resource.Key, cancellationToken) is { } found && IsSame(found.Resource, resource)
                ? null
                : ApimFailures.OfWrite(refusal);
        }
    }

    private async Task<WriteFailure?> UpdateAsync(GatewayResource resource, string etag, CancellationToken cancellationToken)
    {
        var (tag, failure) = await CurrentTagAsync(resource.Key, etag, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        if (tag is null)
        {
            return new(WriteFailureKind.Changed, $"{resource.Key} is not there any more.");
        }

        await WriteAsync(resource, ArmCondition.IfStill(tag), cancellationToken);
        return null;
    }

    private async Task WriteAsync(GatewayResource resource, ArmCondition condition, CancellationToken cancellationToken)
    {
        var path = _paths.Of(resource.Key) ?? throw new NotSupportedException($"A resource of kind {resource.Key.Kind} cannot be written.");
        resource = (await settings.ReadOwnershipKey(cancellationToken)).Bind(resource);
        if (resource is OwnershipTagPatch signature)
        {
            await arm.PatchAsync(path, ApimPaths.ApiVersion, ApimBodies.Signature(signature), condition, cancellationToken);
            return;
        }

        await arm.PutAsync(path, ApimPaths.ApiVersion, await BodyAsync(resource, cancellationToken), condition, cancellationToken);
    }

    private async Task<JsonNode> BodyAsync(GatewayResource resource, CancellationToken cancellationToken) =>
        resource switch
        {
            Api api => ApimBodies.Api(api),
            ApiPolicy policy => ApimBodies.Policy(policy.Xml),
            OperationPolicy policy => ApimBodies.Policy(policy.Xml),
            Backend backend => ApimBodies.Backend(backend),
            BackendPool pool => ApimBodies.Pool(pool, _paths.Backend),
            PolicyFragment fragment => ApimBodies.Fragment(fragment),
            NamedValue { KeyOf: { } account, KeyVaultSecret: null } named => await KeyAsync(named, account, cancellationToken),
            Diagnostic diagnostic => await DiagnosticAsync(diagnostic, cancellationToken),
            NamedValue named => ApimBodies.NamedValue(named, null),
            _ => throw new NotSupportedException($"A resource of kind {resource.Key.Kind} cannot be written."),
        };

    // The print is of the key that is written, which may be newer than the one that the plan saw.
    private async Task<JsonNode> KeyAsync(NamedValue named, ResourceId account, CancellationToken cancellationToken)
    {
        var key = await settings.ReadKey(account, cancellationToken);
        return ApimBodies.NamedValue(
            named with
            {
                OwnershipTag = named.OwnershipTag?.WithExternalFingerprint(KeyFingerprint.Of(account, key)),
            },
            key
        );
    }

    private async Task<JsonNode> DiagnosticAsync(Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var own = await arm.GetAsync(_paths.Diagnostic(diagnostic.Api), ApimPaths.ApiVersion, cancellationToken);
        var based = own.Found ? own : await arm.GetAsync(_paths.ServiceDiagnostic, ApimPaths.ApiVersion, cancellationToken);
        return ApimBodies.Diagnostic(diagnostic, based.Found ? based.Body.At("properties") : null, _paths.Service);
    }

    /// <summary>The entity tag to name in a condition: null when the resource is gone, a failure when it is not what was read.</summary>
    private async Task<(string? Tag, WriteFailure? Failure)> CurrentTagAsync(
        ResourceKey key,
        string? etag,
        CancellationToken cancellationToken
    )
    {
        if (!ContentETag.IsSeen(etag))
        {
            return (etag ?? "*", null);
        }

        var found = await reader.FindAsync(key, cancellationToken);
        if (found is null)
        {
            return (null, null);
        }

        if (ContentETag.Tag(found.Resource) == etag)
        {
            return (found.ETag ?? "*", null);
        }

        return (null, new(WriteFailureKind.Changed, $"{key} was changed after it was read."));
    }

    private static bool IsSame(GatewayResource found, GatewayResource wanted) =>
        (found, wanted) switch
        {
            (ApiPolicy left, ApiPolicy right) => Policies.PolicyCanonicalizer.Canonical(left.Xml)
                == Policies.PolicyCanonicalizer.Canonical(right.Xml),
            (OperationPolicy left, OperationPolicy right) => Policies.PolicyCanonicalizer.Canonical(left.Xml)
                == Policies.PolicyCanonicalizer.Canonical(right.Xml),
            (NamedValue left, NamedValue right) => left.OwnershipTag?.Source == right.OwnershipTag?.Source
                && left.OwnershipTag?.Fingerprint == right.OwnershipTag?.Fingerprint
                && left.KeyVaultSecret == right.KeyVaultSecret,
            _ => ContentETag.Tag(found) == ContentETag.Tag(wanted),
        };

    private async Task<WriteFailure?> PutLinkAsync(ProductLink link, CancellationToken cancellationToken)
    {
        await arm.PutAsync(_paths.Link(link.Product, link.Api), ApimPaths.ApiVersion, null, null, cancellationToken);
        return null;
    }

    // The tag is made only when the link finds none: then it is ours to make, and never ours to delete.
    private async Task<WriteFailure?> PutTagAsync(ApiTag link, CancellationToken cancellationToken)
    {
        var path = _paths.Of(link.Key)!;
        try
        {
            await arm.PutAsync(path, ApimPaths.ApiVersion, null, null, cancellationToken);
        }
        catch (ArmException refusal) when (refusal.Kind == ArmErrorKind.Gone)
        {
            await arm.PutAsync(_paths.Tag(link.Tag), ApimPaths.ApiVersion, ApimBodies.Tag(link.Tag), null, cancellationToken);
            await arm.PutAsync(path, ApimPaths.ApiVersion, null, null, cancellationToken);
        }

        return null;
    }

    private async Task<WriteFailure?> PutIdentityAsync(CancellationToken cancellationToken)
    {
        var service = await arm.RequireAsync(_paths.Service, ApimPaths.ApiVersion, cancellationToken);
        await arm.PatchAsync(_paths.Service, ApimPaths.ApiVersion, ApimIdentity.WithSystemAssigned(service.Body), null, cancellationToken);
        reader.ForgetService();
        return null;
    }

    private async Task<WriteFailure?> PutRoleAsync(RoleGrant grant, CancellationToken cancellationToken)
    {
        var service = await reader.KnownServiceAsync(cancellationToken);
        if (service.PrincipalId is not { } principal)
        {
            return new(WriteFailureKind.Later, $"API Management service {service.Id.Name} has no system-assigned identity yet.");
        }

        var path = ApimPaths.Role(grant.Account, ApimRoles.NameOf(grant, principal));
        await arm.PutAsync(path, ApimPaths.AuthorizationVersion, ApimBodies.Role(grant, principal, service.Id), null, cancellationToken);
        return null;
    }
}

/// <summary>Says what a failed call means for a write, and for a reading.</summary>
internal static class ApimFailures
{
    /// <summary>The failure of a write; null when what was wanted is there.</summary>
    public static WriteFailure? OfWrite(ArmException refusal) =>
        refusal.Kind switch
        {
            ArmErrorKind.AlreadyThere => null,

            // What the resource belongs to went away after it was read: a fresh reading shows what to do.
            ArmErrorKind.Changed or ArmErrorKind.Gone => new(WriteFailureKind.Changed, refusal.Message),
            ArmErrorKind.Busy or ArmErrorKind.Later => new(WriteFailureKind.Later, refusal.Message),
            _ => new(WriteFailureKind.Permanent, refusal.Message),
        };

    // Of a fragment the service says "The Policy Fragment '…' is used by the following entities: …", with 400 ValidationError;
    // its words for a backend are not published. Source: https://github.com/Azure/apiops-cli/issues/261
    private static readonly string[] InUse = ["used by", "in use", "being used", "referenced"];

    /// <summary>The failure of a deletion; null when what was not wanted is gone.</summary>
    public static WriteFailure? OfDelete(ResourceKey key, ArmException refusal) =>
        key.Kind is ResourceKind.Backend or ResourceKind.NamedValue or ResourceKind.Fragment
        && refusal.Status is 400 or 409
        && InUse.Any(words => refusal.Message.Contains(words, StringComparison.OrdinalIgnoreCase))
            ? new(WriteFailureKind.InUse, refusal.Message)
            : OfWrite(refusal);

    /// <summary>The failure of a reading.</summary>
    public static GatewayUnreadableException OfReading(ResourceId service, ArmException refusal)
    {
        // Something below a service that is there: then one of two answers is wrong, and nothing is known.
        var isServiceGone =
            refusal.Kind == ArmErrorKind.Gone && string.Equals(refusal.Call.Path, service.Value, StringComparison.OrdinalIgnoreCase);
        var mayPass = refusal.Kind is ArmErrorKind.Later or ArmErrorKind.Busy || (refusal.Kind == ArmErrorKind.Gone && !isServiceGone);
        var reason = isServiceGone
            ? $"API Management service {service.Name} not found: check Importer:ApiManagement:ServiceId ({service}). {refusal.Message}"
            : $"API Management service {service.Name} could not be read: {refusal.Message}";
        return new(reason, mayPass, refusal);
    }
}
