using Importer.Policies;

namespace Importer.Tests.Policies;

public sealed class AuthenticationManagedIdentityTests
{
    [Fact]
    public void The_system_assigned_identity_needs_only_the_audience() =>
        Golden.Is(
            """<authentication-managed-identity resource="https://cognitiveservices.azure.com" />""",
            new AuthenticationManagedIdentity { Resource = AuthenticationManagedIdentity.CognitiveServices }
        );

    [Fact]
    public void A_user_assigned_identity_is_named_by_its_client_id() =>
        Golden.Is(
            """<authentication-managed-identity resource="https://ai.azure.com" client-id="11111111-2222-3333-4444-555555555555" />""",
            new AuthenticationManagedIdentity { Resource = "https://ai.azure.com", ClientId = "11111111-2222-3333-4444-555555555555" }
        );
}
